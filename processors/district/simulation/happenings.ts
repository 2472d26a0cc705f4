/**
 * What a run may come to beside faults. Told with the faults, and asserted of many seeds: what never comes about is not
 * tested.
 */
export const HAPPENINGS = [
  /** Doors hold back what they have. */
  'stream full',
  'directory changed',
  'gap estimated',
  /** The sensor has spoken for an interval that was estimated. */
  'estimate replaced',
  /** A message that cannot be read is in DEADLETTER. */
  'poison listed',
  /** Every state is made anew while hours are open. */
  'new version rolled out',
  /** Time without a fault, until all checkpoints are written. */
  'quiet stretch',
  /** An owner repairs for so long that it writes only what differs. */
  'settled repair',
  /** Raw readings are gone before their revision comes. */
  'raw readings expired',
  'late reading listed',
] as const;

export type Happening = (typeof HAPPENINGS)[number];
