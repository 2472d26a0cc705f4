const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 10_000;
/** Who lived this long was healthy: the next end is a new story. */
const HEALTHY_MS = 30_000;

/**
 * How long to wait before a child that ended is started again: 0.2 s, doubling to 10 s.
 * @param ends how often it ended in a row before, without having been healthy between.
 * @param livedMs how long it lived this time.
 */
export function backOff(ends: number, livedMs: number): { readonly delayMs: number; readonly ends: number } {
  const inARow = livedMs >= HEALTHY_MS ? 0 : ends;
  return { delayMs: Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** inARow), ends: inARow + 1 };
}
