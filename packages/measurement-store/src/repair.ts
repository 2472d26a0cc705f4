import { UNCOUNTED_FROM, VERDICTS } from '@citywatt/reading-stream/verdict';
import type { MeasurementClient } from './connection.ts';
import { queryColumns } from './query-columns.ts';
import { startsWithin } from './raw-range.ts';
import { ACTIVE_IMPORT, type WindowState } from './rows.ts';

export interface DistrictScope {
  readonly tenant: string;
  readonly city: string;
  readonly district: string;
}

/** Readings as they stand now, columnar, sorted by sensor number, register, interval start. */
export interface CurrentReadings {
  readonly sensorNumber: number[];
  readonly register: string[];
  /** 0 cumulative, 1 interval, 2 gauge. */
  readonly registerKind: number[];
  /** Milliseconds since 1970 UTC; for registers and gauges the event time. */
  readonly intervalStart: number[];
  readonly intervalMs: number[];
  /** Milliwatt-hours, or watts for gauges. */
  readonly value: number[];
  /** Index in `QUALITIES`. */
  readonly quality: number[];
  /** Code in `VERDICTS` of the arrival that counts. */
  readonly verdict: number[];
  /** Arrivals from the sensor with different values of the same identity: more than 1 is a revision. */
  readonly distinctValues: number[];
  readonly oldestIngestTime: number[];
}

/** A scope may be more than its key, as an actor's state is; query parameters may not. */
const keyOf = ({ tenant, city, district }: DistrictScope) => ({ tenant, city, district });

/** The later arrival counts, but never an estimate of ours where the sensor itself has spoken. */
const RANK = `(verdict != ${VERDICTS.estimate}, version, position)`;
const COUNTED = `verdict < ${UNCOUNTED_FROM}`;

const SELECT_CURRENT = `
  sensor_number AS sensorNumber,
  register,
  register_kind AS registerKind,
  toUnixTimestamp64Milli(interval_start) AS intervalStart,
  argMax(interval_milliseconds, ${RANK}) AS intervalMs,
  argMax(value, ${RANK}) AS value,
  argMax(quality, ${RANK}) AS quality,
  argMax(verdict, ${RANK}) AS verdict,
  uniqExactIf(value, verdict != ${VERDICTS.estimate}) AS distinctValues,
  toUnixTimestamp64Milli(min(ingest_time)) AS oldestIngestTime`;

const IN_DISTRICT = 'tenant = {tenant:String} AND city = {city:String} AND district = {district:String}';

/**
 * The current value of every reading of a district whose event time or interval touches [from, to), as known at
 * `maximumVersion`. The only way raw readings are read: FINAL removes repeats of a replay, not duplicates or revisions.
 * @param longestIntervalMs longest interval that the district's readings have; earlier starts are not looked for.
 */
export async function currentReadings(
  client: MeasurementClient,
  scope: DistrictScope,
  from: number,
  to: number,
  longestIntervalMs: number,
  maximumVersion: bigint,
): Promise<CurrentReadings> {
  return queryColumns<CurrentReadings>(
    client,
    `
      SELECT ${SELECT_CURRENT}
      FROM raw_readings
      WHERE ${IN_DISTRICT}
        AND ${startsWithin('earliest', 'to')}
        AND version <= {maximumVersion:UInt64} AND ${COUNTED}
      GROUP BY tenant, city, district, sensor_number, register, register_kind, interval_start
      -- Of the arrival that counts: an earlier one with a longer interval must not reach in.
      HAVING intervalStart + greatest(intervalMs, 1) > {from:Int64}
      ORDER BY sensor_number, register, interval_start`,
    {
      ...keyOf(scope),
      earliest: from - longestIntervalMs,
      from,
      to,
      maximumVersion: maximumVersion.toString(),
    },
  );
}

/**
 * For registers and gauges: of each sensor the nearest reading before `from` (no earlier than `earliest`) and the
 * nearest at or after `to` (before `latest`), as known at `maximumVersion`; at most two rows a sensor and register.
 * @param sensorNumbers only these; empty means all.
 */
export async function neighbourReadings(
  client: MeasurementClient,
  scope: DistrictScope,
  sensorNumbers: readonly number[],
  range: { readonly earliest: number; readonly from: number; readonly to: number; readonly latest: number },
  maximumVersion: bigint,
): Promise<CurrentReadings> {
  const chosen = sensorNumbers.length > 0 ? 'AND sensor_number IN {sensorNumbers:Array(UInt32)}' : '';
  const nearest = (edge: 'before' | 'after') => {
    const [order, condition] =
      edge === 'before'
        ? ['toUnixTimestamp64Milli(interval_start)', startsWithin('earliest', 'from')]
        : ['-toUnixTimestamp64Milli(interval_start)', startsWithin('to', 'latest')];
    return `
      SELECT sensor_number AS sensorNumber, register, register_kind AS registerKind,
        argMax(toUnixTimestamp64Milli(interval_start), (${order}, version, position)) AS intervalStart,
        0 AS intervalMs,
        argMax(value, (${order}, version, position)) AS value,
        argMax(quality, (${order}, version, position)) AS quality,
        argMax(verdict, (${order}, version, position)) AS verdict,
        1 AS distinctValues,
        toUnixTimestamp64Milli(argMax(ingest_time, (${order}, version, position))) AS oldestIngestTime
      FROM raw_readings
      WHERE ${IN_DISTRICT} AND register_kind IN (0, 2) AND ${condition} ${chosen} AND version <= {maximumVersion:UInt64} AND ${COUNTED}
      GROUP BY sensor_number, register, register_kind`;
  };
  return queryColumns<CurrentReadings>(
    client,
    `SELECT * FROM (${nearest('before')} UNION ALL ${nearest('after')}) ORDER BY sensorNumber, register, intervalStart`,
    { ...keyOf(scope), ...range, sensorNumbers, maximumVersion: maximumVersion.toString() },
  );
}

/** From the first start to the last end of a district's raw readings that came in since `since`; undefined without any. */
export async function spanOfReadings(
  client: MeasurementClient,
  scope: DistrictScope,
  since: number,
): Promise<{ readonly from: number; readonly to: number } | undefined> {
  const { readings, from, to } = await queryColumns<{ readings: number[]; from: number[]; to: number[] }>(
    client,
    `SELECT count() AS readings, toUnixTimestamp64Milli(min(interval_start)) AS from,
       max(toUnixTimestamp64Milli(interval_start) + interval_milliseconds) AS to
     FROM raw_readings WHERE ${IN_DISTRICT} AND ingest_time >= fromUnixTimestamp64Milli({since:Int64})
       AND ${COUNTED}`,
    { ...keyOf(scope), since },
  );
  return readings[0]! > 0 ? { from: from[0]!, to: to[0]! } : undefined;
}

export interface StoredWindow {
  readonly start: number;
  readonly energyMilliwattHours: number;
  readonly state: WindowState;
  readonly oldestIngestTime: number;
}

export interface StoredWindows {
  readonly sensorQuarters: readonly { readonly sensorNumber: number; readonly start: number }[];
  readonly minutes: readonly StoredWindow[];
  readonly quarters: readonly StoredWindow[];
}

/** Which short windows of a district the store holds in [from, to); times in milliseconds since 1970 UTC. */
export async function storedWindows(
  client: MeasurementClient,
  scope: DistrictScope,
  from: number,
  to: number,
): Promise<StoredWindows> {
  const range = { ...keyOf(scope), from: from / 1_000, to: to / 1_000 };
  const within = `${IN_DISTRICT} AND register = '${ACTIVE_IMPORT}'
    AND window_start >= toDateTime({from:UInt32}, 'UTC') AND window_start < toDateTime({to:UInt32}, 'UTC')`;
  const [sensors, windows] = await Promise.all([
    queryColumns<{ sensorNumber: number[]; start: number[] }>(
      client,
      `SELECT DISTINCT sensor_number AS sensorNumber, toUnixTimestamp(window_start) AS start
       FROM sensor_rollups WHERE ${within} AND resolution = 'quarter-hour'`,
      range,
    ),
    queryColumns<{
      resolution: string[];
      start: number[];
      energyMilliwattHours: number[];
      state: WindowState[];
      oldestIngestTime: number[];
    }>(
      client,
      `SELECT resolution, toUnixTimestamp(window_start) AS start, energy_milliwatt_hours AS energyMilliwattHours,
         state, toUnixTimestamp64Milli(oldest_ingest_time) AS oldestIngestTime
       FROM district_rollups FINAL WHERE ${within} AND resolution IN ('minute', 'quarter-hour')`,
      range,
    ),
  ]);
  const rows = windows.start.map((start, index) => ({
    resolution: windows.resolution[index],
    start: start * 1_000,
    energyMilliwattHours: windows.energyMilliwattHours[index]!,
    state: windows.state[index]!,
    oldestIngestTime: windows.oldestIngestTime[index]!,
  }));
  return {
    sensorQuarters: sensors.start.map((start, index) => ({
      sensorNumber: sensors.sensorNumber[index]!,
      start: start * 1_000,
    })),
    minutes: rows.filter((row) => row.resolution === 'minute'),
    quarters: rows.filter((row) => row.resolution === 'quarter-hour'),
  };
}

/** The greatest generation that any row carries; 0 in an empty store. */
export async function greatestGeneration(client: MeasurementClient): Promise<number> {
  const tables = ['raw_segments', 'sensor_rollups', 'district_rollups'];
  const answer = await client.query({
    query: `SELECT bitShiftRight(max(greatest), 48) AS generation FROM (${tables
      .map((table) => `SELECT max(version) AS greatest FROM ${table}`)
      .join(' UNION ALL ')})`,
    format: 'JSONEachRow',
  });
  const [row] = await answer.json<{ generation: string }>();
  return Number(row?.generation ?? 0);
}
