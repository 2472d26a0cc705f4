import type { TenantId } from '@citywatt/reading-stream/identity';
import type { MeasurementClient } from './connection.ts';
import { queryColumns } from './query-columns.ts';
import {
  byPlace,
  edgesOf,
  HOLDS,
  missingWindows,
  quartersOf,
  SETTINGS,
  type SeriesByPlace,
  type SeriesColumns,
  secondsUp,
  WITHIN,
  withMissing,
} from './series.ts';
import { type SeriesRange, windowsOf } from './series-range.ts';
import type { WindowCalendar } from './windows.ts';

export interface SensorPlace {
  readonly district: string;
  readonly number: number;
}

export const sensorPlaceText = ({ district, number }: SensorPlace) => `${district}/${number}`;

const PLACE = "concat(district, '/', toString(sensor_number))";
const OF_SENSORS = `AND sensor_number IN {numbers:Array(UInt32)} AND has({places:Array(String)}, ${PLACE})`;
/** Readings by quality; a row that does not say them has all of one. */
export const COUNTS =
  'if(empty(quality_counts), arrayMap(of -> if(of = quality, reading_count, 0), [0, 1, 2, 3, 4]), quality_counts)';

/**
 * Series of sensors of one city by `sensorPlaceText`, all in one query; hours and days in at most two: what the store
 * does not have as a row is the sum of quarter hours. Nothing is finer than these. Sensor rows carry no state, so each
 * window is `provisional` until its district's window says more.
 */
export async function sensorSeries(
  client: MeasurementClient,
  tenant: TenantId,
  city: string,
  sensors: readonly SensorPlace[],
  range: SeriesRange,
  calendar: WindowCalendar,
): Promise<SeriesByPlace> {
  const windows = windowsOf(range, calendar);
  if (windows.length === 0 || sensors.length === 0) return new Map();
  const scope = {
    tenant,
    city,
    districts: [...new Set(sensors.map((sensor) => sensor.district))],
    numbers: [...new Set(sensors.map((sensor) => sensor.number))],
    places: sensors.map(sensorPlaceText),
  };
  const stored = await queryColumns<SeriesColumns>(
    client,
    `SELECT ${PLACE} AS place, toUnixTimestamp(window_start) AS windowStart,
       transform(windowStart, {starts:Array(UInt32)}, {ends:Array(UInt32)}, 0) AS windowEnd,
       energy_milliwatt_hours AS energy, measured_milliwatt_hours AS measuredEnergy, 'provisional' AS windowState,
       quality AS worst, ${COUNTS} AS counts
     FROM sensor_rollups FINAL
     PREWHERE ${WITHIN} AND resolution = {resolution:String} ${OF_SENSORS}
     WHERE ${HOLDS} AND windowEnd > 0
     ORDER BY district, sensor_number, window_start ${SETTINGS}`,
    {
      ...scope,
      ...edgesOf(windows),
      resolution: range.resolution,
      from: secondsUp(range.from),
      to: secondsUp(range.to),
    },
  );
  const series = byPlace(stored);
  if (range.resolution === 'quarter-hour') return series;
  const missing = missingWindows(series, sensors.length, windows);
  if (missing.length === 0) return series;
  const summed = await queryColumns<SeriesColumns>(
    client,
    `SELECT ${PLACE} AS place, {starts:Array(UInt32)}[i] AS windowStart, {ends:Array(UInt32)}[i] AS windowEnd,
       sum(energy_milliwatt_hours) AS energy, sum(measured_milliwatt_hours) AS measuredEnergy,
       'provisional' AS windowState, max(quality) AS worst, sumForEach(${COUNTS}) AS counts
     FROM ${quartersOf('sensor_rollups', OF_SENSORS)}
     GROUP BY district, sensor_number, i
     ORDER BY district, sensor_number, i ${SETTINGS}`,
    { ...scope, ...edgesOf(missing) },
  );
  return withMissing(series, byPlace(summed));
}
