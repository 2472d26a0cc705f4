/**
 * Compares two cursors of one source: negative, zero or positive. Cursors are opaque but for this: equal text is the
 * same position, and texts that differ only in a number at their end are ordered by it. Otherwise nothing is known.
 */
export function compareCursors(a: string, b: string): number | undefined {
  if (a === b) return 0;
  const [left, right] = [split(a), split(b)];
  if (left === undefined || right === undefined || left.stem !== right.stem) return undefined;
  return left.position < right.position ? -1 : left.position > right.position ? 1 : 0;
}

function split(cursor: string): { stem: string; position: bigint } | undefined {
  const digits = /\d+$/.exec(cursor)?.[0];
  if (digits === undefined) return undefined;
  return { stem: cursor.slice(0, -digits.length), position: BigInt(digits) };
}
