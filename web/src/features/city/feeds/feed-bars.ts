import type { Quality } from '../../../generated/graphql.ts';

export type FeedBar = 'whole' | 'partly' | 'none';

const MINUTE_MS = 60_000;
export const BARS = 20;
export const MINUTES_A_BAR = 3;

/**
 * The hour as twenty bars of three minutes: every minute there, some missing, nothing at all. Not by estimates: a minute
 * of a quarter-hour meter is one, on the healthiest feed.
 */
export function feedBars(
  points: readonly { readonly start: string; readonly quality: Quality }[],
  fromMs: number,
): FeedBar[] {
  const present = new Uint8Array(BARS);
  for (const { start, quality } of points) {
    const bar = Math.floor((Date.parse(start) - fromMs) / (MINUTES_A_BAR * MINUTE_MS));
    if (bar < 0 || bar >= BARS || quality === 'MISSING' || quality === 'SUSPECT') continue;
    present[bar] = present[bar]! + 1;
  }
  return Array.from(present, (count) =>
    count === MINUTES_A_BAR ? 'whole' : count === 0 ? 'none' : 'partly',
  );
}
