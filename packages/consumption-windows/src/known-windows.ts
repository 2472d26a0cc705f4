import type { Resolution } from '@citywatt/measurement-store/rows';
import type { WindowSpan } from '@citywatt/measurement-store/series-range';
import { QUARTER_HOUR_MS } from '@citywatt/measurement-store/windows';
import { QUALITY_COUNT } from './reading-quality.ts';
import type { Span } from './spans.ts';
import { type Sums, WindowSums } from './window-sums.ts';

/** A window as the readings given make it; times in milliseconds since 1970 UTC. */
export interface KnownWindow extends WindowSpan {
  readonly energyMilliwattHours: number;
  /** The part of the energy whose readings were measured: a share of it, so it need not be whole. */
  readonly measuredMilliwattHours: number;
  /** The least sure that went in: index in `QUALITIES`. */
  readonly quality: number;
  /** Readings by quality, in the order of `QUALITIES`. */
  readonly qualityCounts: readonly number[];
}

/**
 * The windows of a district as spans make them, by the rules of what is stored: minutes and quarter hours count every
 * span that touches them, hours and days what their sensors' quarter hours count. Windows without any are left out.
 */
export function districtWindows(
  spans: Iterable<Span>,
  resolution: Resolution,
  windows: readonly WindowSpan[],
): readonly KnownWindow[] {
  const made = sumsOf(spans, windows);
  if (resolution === 'minute' || resolution === 'quarter-hour') {
    const sums = resolution === 'minute' ? made.minutes : made.quarters;
    return windows.flatMap((window) => {
      const of = sums.get(window.start);
      return of && !isNothing(of.energy, of.counts) ? [known(window, of.energy, of.counts)] : [];
    });
  }
  return windows.flatMap((window) => {
    const sensors = [...made.sensors.values()].map((quarters) => quartersIn(quarters, window));
    const counts = countsOf(sensors.flat());
    const energy = sensors.flat().reduce((sum, quarter) => sum + quarter.energy, 0);
    return isNothing(energy, counts) ? [] : [known(window, energy, counts)];
  });
}

/** The same of one sensor, from its quarter hours: it has nothing finer. */
export function sensorWindows(
  spans: Iterable<Span>,
  sensor: number,
  windows: readonly WindowSpan[],
): readonly KnownWindow[] {
  const quarters = sumsOf(spans, windows).sensors.get(sensor) ?? new Map<number, Sums>();
  return windows.flatMap((window) => {
    const within = quartersIn(quarters, window).filter(
      ({ energy, readingCount }) => energy !== 0 || readingCount > 0,
    );
    if (within.length === 0) return [];
    const sum = (of: readonly Sums[]) => of.reduce((total, { energy }) => total + energy, 0);
    const measured = sum(within.filter(({ quality }) => quality === 0));
    // A span that ends later is counted there, and is no surer for it.
    const quality = Math.max(...within.map((quarter) => quarter.quality));
    const made = known(window, sum(within), countsOf(within));
    return [{ ...made, measuredMilliwattHours: measured, quality }];
  });
}

function sumsOf(spans: Iterable<Span>, windows: readonly WindowSpan[]): WindowSums {
  const made = new WindowSums();
  const from = windows[0]?.start ?? 0;
  const to = windows.at(-1)?.end ?? 0;
  for (const span of spans) made.place(span, (quarter) => quarter + QUARTER_HOUR_MS > from && quarter < to);
  return made;
}

function quartersIn(quarters: ReadonlyMap<number, Sums>, { start, end }: WindowSpan): Sums[] {
  const within: Sums[] = [];
  for (let quarter = start; quarter < end; quarter += QUARTER_HOUR_MS) {
    const sums = quarters.get(quarter);
    if (sums) within.push(sums);
  }
  return within;
}

function countsOf(quarters: readonly Sums[]): number[] {
  const counts = new Array<number>(QUALITY_COUNT).fill(0);
  for (const { quality, readingCount } of quarters) counts[quality]! += readingCount;
  return counts;
}

const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
const isNothing = (energy: number, counts: readonly number[]) => energy === 0 && total(counts) === 0;

function known(window: WindowSpan, energy: number, counts: readonly number[]): KnownWindow {
  const readings = total(counts);
  return {
    start: window.start,
    end: window.end,
    energyMilliwattHours: energy,
    measuredMilliwattHours: readings === 0 ? 0 : energy * (counts[0]! / readings),
    quality: Math.max(
      0,
      counts.findLastIndex((count) => count > 0),
    ),
    qualityCounts: counts,
  };
}
