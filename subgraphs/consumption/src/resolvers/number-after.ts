import { badInput } from '../series/asked-range.ts';

/** The number that a cursor says; below every number without one. @throws {GraphQLError} BAD_USER_INPUT */
export function numberAfter(after: string | undefined): number {
  if (after === undefined) return -1;
  if (/^\d{1,9}$/.test(after)) return Number(after);
  throw badInput('after is not a cursor of this connection');
}
