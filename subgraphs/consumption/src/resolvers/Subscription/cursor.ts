import { ResumeExpired } from '@citywatt/live-feed/follow';
import { GraphQLError } from 'graphql';

/** @throws {GraphQLError} BAD_USER_INPUT for what is no cursor. */
export function readCursor(fromSequence: string | null | undefined): number | undefined {
  if (fromSequence == null) return undefined;
  const sequence = /^\d{1,16}$/.test(fromSequence) ? Number(fromSequence) : Number.NaN;
  if (Number.isSafeInteger(sequence)) return sequence;
  throw new GraphQLError('fromSequence is not a cursor of this subscription', {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}

/** The stream's word for it in the graph's. */
export function presentExpiry(error: unknown): unknown {
  if (!(error instanceof ResumeExpired)) return error;
  return resumeExpired();
}

export const resumeExpired = () =>
  new GraphQLError('What follows this cursor is no longer held: query anew.', {
    extensions: { code: 'RESUME_EXPIRED' },
  });
