import type { IncomingMessage } from 'node:http';
import { type BodyOptions, bodyPieces } from './body.ts';
import { formatOf, isGzipped } from './content.ts';
import type { DoorConfig } from './environment.ts';
import { createItemReader } from './item-reader.ts';
import type { MemoryBudget } from './memory-budget.ts';
import type { Report } from './report.ts';
import { createTaking, type TakingParts } from './taking.ts';

export type IngestLimits = Pick<DoorConfig, 'jsonMaxBytes' | 'streamedMaxBytes'>;

/**
 * Takes the readings of one request while its body comes.
 * @throws {RequestError | UnavailableError | ClientGoneError} of a body that fails half-way something may have been
 * taken; sending all of it again is harmless, as readings are known by their identity.
 */
export async function ingest(
  message: IncomingMessage,
  parts: TakingParts,
  tenant: string,
  limits: IngestLimits,
  budget: MemoryBudget,
): Promise<Report> {
  const format = formatOf(message.headers['content-type']);
  const gzipped = isGzipped(message.headers['content-encoding']);
  const whole = format === 'json';
  const options: BodyOptions = whole
    ? { gzipped, maxBytes: limits.jsonMaxBytes, tooLargeHint: 'send NDJSON, which is streamed' }
    : { gzipped, maxBytes: limits.streamedMaxBytes, tooLargeHint: 'send several requests' };
  const reader = createItemReader(format);
  const taking = createTaking(parts, tenant);
  let held = 0;
  try {
    for await (const piece of bodyPieces(message, options)) {
      if (whole) {
        budget.claim(piece.length);
        held += piece.length;
      }
      await taking.take(reader.push(piece));
    }
    await taking.take(reader.end());
  } finally {
    budget.free(held);
  }
  return await taking.finish();
}
