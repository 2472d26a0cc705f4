import type { SeriesWindow } from '@citywatt/measurement-store/series';
import { localTimeWriter } from '@citywatt/measurement-store/series-local-time';
import type { SeriesRange } from '@citywatt/measurement-store/series-range';
import { HOUR_MS } from '@citywatt/measurement-store/windows';
import { QUALITIES } from '@citywatt/reading-stream/reading';
import type { ConsumptionSeries, ReadingCounts } from '../generated/resolver-types.generated.ts';
import type { CityPlace, ConsumptionPointMapper, DistrictPlace, SensorPlace } from '../mappers.ts';
import { nameOf } from './asked-range.ts';

const MILLIWATT_HOURS_PER_KWH = 1_000_000;
export const energyKwh = (milliwattHours: number) => milliwattHours / MILLIWATT_HOURS_PER_KWH;

export interface SeriesView {
  readonly timeZone: string;
  /** Up to which time readings can have come; what is open is averaged up to here. Milliseconds since 1970 UTC. */
  readonly seenUntil: number;
  /** Whose windows they are. */
  readonly place: CityPlace | DistrictPlace | SensorPlace;
  /** Undefined: as known now. */
  readonly asOf: number | undefined;
}

export interface PresentedSeries extends Omit<ConsumptionSeries, 'comparison' | 'points'> {
  readonly points: ConsumptionPointMapper[];
}

export function presentSeries(
  windows: readonly SeriesWindow[],
  range: SeriesRange,
  view: SeriesView,
): PresentedSeries {
  const write = localTimeWriter(view.timeZone);
  const total = windows.reduce((sum, window) => sum + window.energyMilliwattHours, 0);
  const measured = windows.reduce((sum, window) => sum + window.measuredMilliwattHours, 0);
  return {
    resolution: nameOf(range.resolution),
    timeZone: view.timeZone,
    from: write(range.from),
    to: write(range.to),
    points: windows.map((window) => presentPoint(window, range.resolution, view, write)),
    totalEnergyKwh: energyKwh(total),
    measuredShare: total === 0 ? null : Math.min(1, Math.max(0, measured / total)),
  };
}

/** The closed part's highest mean power: of an open window nobody knows yet what it will be. */
export function presentPeak(
  windows: readonly SeriesWindow[],
  { resolution }: SeriesRange,
  view: SeriesView,
): ConsumptionPointMapper | null {
  let peak: SeriesWindow | undefined;
  for (const window of windows) {
    if (isOpen(window, view)) continue;
    if (!peak || powerKw(window, view) > powerKw(peak, view)) peak = window;
  }
  return peak ? presentPoint(peak, resolution, view, localTimeWriter(view.timeZone)) : null;
}

const presentPoint = (
  window: SeriesWindow,
  resolution: SeriesRange['resolution'],
  view: SeriesView,
  write: (time: number) => string,
): ConsumptionPointMapper => ({
  start: write(window.start),
  end: write(window.end),
  energyKwh: energyKwh(window.energyMilliwattHours),
  averagePowerKw: powerKw(window, view),
  state: nameOf(window.state),
  quality: nameOf(QUALITIES[window.quality] ?? 'missing'),
  readingCounts: presentCounts(window.qualityCounts),
  window: { place: view.place, start: window.start, end: window.end, resolution, asOf: view.asOf },
});

export function presentCounts(counts: readonly number[]): ReadingCounts {
  const [measured = 0, estimated = 0, revised = 0, suspect = 0, missing = 0] = counts;
  return { measured, estimated, revised, suspect, missing };
}

const isOpen = ({ start, end, state }: SeriesWindow, { seenUntil }: SeriesView) =>
  state === 'provisional' && seenUntil > start && seenUntil < end;

function powerKw(window: SeriesWindow, view: SeriesView): number {
  const end = isOpen(window, view) ? view.seenUntil : window.end;
  return energyKwh(window.energyMilliwattHours) / ((end - window.start) / HOUR_MS);
}
