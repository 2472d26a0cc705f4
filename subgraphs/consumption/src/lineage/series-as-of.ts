import { currentOf, isCounted, readingsOf } from '@citywatt/consumption-windows/arrivals';
import {
  districtWindows,
  type KnownWindow,
  sensorWindows,
} from '@citywatt/consumption-windows/known-windows';
import { spansOf } from '@citywatt/consumption-windows/spans';
import type { SeriesWindow } from '@citywatt/measurement-store/series';
import { type SeriesRange, windowsOf } from '@citywatt/measurement-store/series-range';
import { HOUR_MS, MINUTE_MS } from '@citywatt/measurement-store/windows';
import type { DistrictPlace, SensorPlace } from '../mappers.ts';
import type { Places } from '../places.ts';
import type { RawReadings } from './raw-readings.ts';

/** A window closes when readings have passed its end by this and the longest expected interval. */
const CLOSING_GRACE_MS = MINUTE_MS;
const LONGEST_OPEN_MS = 2 * HOUR_MS;

/** Series made anew from what had come in by a past moment, by the code of the actor and the repair path. */
export function seriesAsOf(places: Places, raw: RawReadings) {
  const series = async (
    place: DistrictPlace,
    sensors: readonly number[],
    range: SeriesRange,
    asOf: number,
    make: typeof districtWindows,
  ): Promise<readonly SeriesWindow[]> => {
    const windows = windowsOf(range, place.city.calendar);
    const start = windows[0]?.start;
    if (start === undefined) return [];
    const [arrivals, latest] = await Promise.all([
      raw.arrivals(place, sensors, { start, end: windows.at(-1)!.end, asOf }),
      raw.latestTime(place, start, asOf),
    ]);
    const { specs, specOf } = places.registers(place);
    const longest = Math.max(0, ...specs.map((spec) => spec.intervalMs));
    const closedUntil = latest - CLOSING_GRACE_MS - Math.min(longest, LONGEST_OPEN_MS);
    const readings = currentOf(readingsOf(arrivals).filter(isCounted));
    return make(spansOf(specOf, readings, raw.keptMs), range.resolution, windows).map((window) =>
      seriesWindow(window, closedUntil),
    );
  };
  return {
    district: (place: DistrictPlace, range: SeriesRange, asOf: number) =>
      series(place, [], range, asOf, districtWindows),
    sensor: (place: SensorPlace, range: SeriesRange, asOf: number) =>
      series(place, [place.number], range, asOf, (spans, _, windows) =>
        sensorWindows(spans, place.number, windows),
      ),
  };
}

export type SeriesAsOf = ReturnType<typeof seriesAsOf>;

const seriesWindow = (window: KnownWindow, closedUntil: number): SeriesWindow => ({
  ...window,
  state: window.end <= closedUntil ? 'final' : 'provisional',
});
