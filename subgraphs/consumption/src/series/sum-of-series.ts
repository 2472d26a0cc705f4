import type { WindowState } from '@citywatt/measurement-store/rows';
import type { SeriesWindow } from '@citywatt/measurement-store/series';

/** The windows of several districts added up: as little closed and as little sure as the least so of them. */
export function sumOfSeries(series: readonly (readonly SeriesWindow[])[]): readonly SeriesWindow[] {
  const sums = new Map<number, SeriesWindow>();
  for (const windows of series) {
    for (const window of windows) {
      const sum = sums.get(window.start);
      sums.set(window.start, sum ? added(sum, window) : window);
    }
  }
  return [...sums.values()].sort((a, b) => a.start - b.start);
}

const added = (a: SeriesWindow, b: SeriesWindow): SeriesWindow => ({
  start: a.start,
  end: a.end,
  energyMilliwattHours: a.energyMilliwattHours + b.energyMilliwattHours,
  measuredMilliwattHours: a.measuredMilliwattHours + b.measuredMilliwattHours,
  state: stateOf([a.state, b.state]),
  quality: Math.max(a.quality, b.quality),
  qualityCounts: a.qualityCounts.map((count, quality) => count + b.qualityCounts[quality]!),
});

function stateOf(states: readonly WindowState[]): WindowState {
  if (states.includes('provisional')) return 'provisional';
  return states.includes('revised') ? 'revised' : 'final';
}

/** A sensor's windows are closed as those of its district are. */
export function withStatesOf(
  windows: readonly SeriesWindow[],
  district: readonly SeriesWindow[],
): readonly SeriesWindow[] {
  const states = new Map(district.map((window) => [window.start, window.state]));
  return windows.map((window) => ({ ...window, state: states.get(window.start) ?? 'provisional' }));
}
