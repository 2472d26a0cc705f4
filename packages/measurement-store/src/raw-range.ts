const instant = (parameter: string) => `fromUnixTimestamp64Milli({${parameter}:Int64})`;

/**
 * SQL: whether `interval_start` of `raw_readings` lies in [from, to), the names of two parameters in milliseconds. With
 * the bounds of the segments, which are what the table's key knows.
 */
export const startsWithin = (from: string, to: string) =>
  `interval_start >= ${instant(from)} AND interval_start < ${instant(to)}
   AND last_start >= ${instant(from)} AND first_start < ${instant(to)}`;
