import type { Quality } from '../../../generated/graphql.ts';

export type FeedBar = 'whole' | 'partly' | 'none';

const MINUTE_MS = 60_000;
export const BARS = 20;
export const MINUTES_A_BAR = 3;

/** The hour as twenty bars of three minutes: all measured, some missing or estimated, nothing at all. */
export function feedBars(
  points: readonly { readonly start: string; readonly quality: Quality }[],
  fromMs: number,
): FeedBar[] {
  const measured = new Uint8Array(BARS);
  const present = new Uint8Array(BARS);
  for (const { start, quality } of points) {
    const bar = Math.floor((Date.parse(start) - fromMs) / (MINUTES_A_BAR * MINUTE_MS));
    if (bar < 0 || bar >= BARS) continue;
    present[bar] = present[bar]! + 1;
    if (quality === 'MEASURED' || quality === 'REVISED') measured[bar] = measured[bar]! + 1;
  }
  return Array.from(measured, (count, bar) =>
    count === MINUTES_A_BAR ? 'whole' : present[bar] === 0 ? 'none' : 'partly',
  );
}
