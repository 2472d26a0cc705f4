import { OperationRefused } from '../operations/operation-refused.ts';

/** What an ad hoc operation may be; persisted documents are exempt. */
export interface Limits {
  readonly tokens: number;
  readonly depth: number;
  /** Fields in one selection set, fragments expanded. */
  readonly breadth: number;
  /** Fields in all, fragments expanded. */
  readonly fields: number;
  readonly aliases: number;
  readonly directives: number;
  readonly cost: number;
}

export const DEFAULT_LIMITS: Limits = {
  tokens: 1_000,
  depth: 15,
  breadth: 100,
  fields: 2_000,
  aliases: 30,
  // More than five of them on one operation is how servers are overloaded, not how they are asked.
  directives: 5,
  cost: 100_000,
};

const CODES: Record<keyof Limits, string> = {
  tokens: 'LIMIT_TOKENS',
  depth: 'LIMIT_DEPTH',
  breadth: 'LIMIT_BREADTH',
  fields: 'LIMIT_FIELDS',
  aliases: 'LIMIT_ALIASES',
  directives: 'LIMIT_DIRECTIVES',
  cost: 'LIMIT_COST',
};

/** @throws {OperationRefused} 400 with the limit's code, the limit and the actual number. */
export function enforce(limits: Limits, limit: keyof Limits, actual: number): void {
  if (actual <= limits[limit]) return;
  throw new OperationRefused(
    CODES[limit],
    `The operation exceeds the limit of ${limits[limit]} ${limit}.`,
    400,
    {
      limit: limits[limit],
      // Expanding nested fragments can exceed what JSON holds.
      actual: Math.min(actual, Number.MAX_SAFE_INTEGER),
    },
  );
}
