/** A reading further ahead of the last tick than this is held: one bad clock must not close a district's windows. */
const HELD_MS = 900_000;
const FLAGGED_MS = 60_000;

export const isFuture = (aheadMs: number): boolean => aheadMs > HELD_MS;

export const isAheadOfClock = (aheadMs: number): boolean => aheadMs > FLAGGED_MS;
