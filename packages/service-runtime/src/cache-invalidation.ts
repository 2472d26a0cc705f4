import { z } from 'zod';

/**
 * Whoever changes what answers were made of says so here, after the change can be read; a gateway drops the answers that
 * it kept. Not stored: a gateway that is not connected keeps nothing.
 */
export const CACHE_INVALIDATE_SUBJECT = 'cache.invalidate';

const shape = z.object({ tags: z.array(z.string()) });

export const encodeInvalidation = (tags: readonly string[]): string => JSON.stringify({ tags });

/** @throws {Error} for anything else. */
export const decodeInvalidation = (text: string): readonly string[] => shape.parse(JSON.parse(text)).tags;
