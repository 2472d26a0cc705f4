import type { LoadBand } from '@citywatt/live-feed/live-row';

/** Shares of the week's peak at which a band begins. */
const BANDS: readonly (readonly [LoadBand, number])[] = [
  ['normal', 0],
  ['elevated', 0.8],
  ['high', 0.92],
  ['critical', 1.05],
];
/** A band is left only when the load has fallen this far below its beginning. */
const HYSTERESIS = 0.05;

/** The band of a load, given the one it was in. Without a reference (no whole day known) every load is normal. */
export function loadBand(watts: number, referenceWatts: number, before: LoadBand): LoadBand {
  if (referenceWatts <= 0) return 'normal';
  const share = watts / referenceWatts;
  let band: LoadBand = 'normal';
  for (const [name, begin] of BANDS) if (share >= begin) band = name;
  const rank = (name: LoadBand) => BANDS.findIndex(([known]) => known === name);
  const held = BANDS[rank(before)]!;
  return rank(band) < rank(before) && share > held[1] - HYSTERESIS ? before : band;
}
