import { UNCOUNTED_FROM, VERDICTS } from '@citywatt/reading-stream/verdict';
import type { MeasurementClient } from './connection.ts';
import { queryColumns } from './query-columns.ts';
import { startsWithin } from './raw-range.ts';

export interface DistrictScope {
  readonly tenant: string;
  readonly city: string;
  readonly district: string;
}

/** Readings as they stand now, columnar, sorted by sensor number, register, interval start. */
export interface CurrentReadings {
  readonly sensorNumber: ArrayLike<number>;
  readonly register: ArrayLike<string>;
  /** 0 cumulative, 1 interval, 2 gauge. */
  readonly registerKind: ArrayLike<number>;
  /** Milliseconds since 1970 UTC; for registers and gauges the event time. */
  readonly intervalStart: ArrayLike<number>;
  readonly intervalMs: ArrayLike<number>;
  /** Milliwatt-hours, or watts for gauges. */
  readonly value: ArrayLike<number>;
  /** Index in `QUALITIES`. */
  readonly quality: ArrayLike<number>;
  /** Code in `VERDICTS` of the arrival that counts. */
  readonly verdict: ArrayLike<number>;
  /** Arrivals from the sensor with different values of the same identity: more than 1 is a revision. */
  readonly distinctValues: ArrayLike<number>;
  readonly oldestIngestTime: ArrayLike<number>;
}

/** A scope may be more than its key, as an actor's state is; query parameters may not. */
const keyOf = ({ tenant, city, district }: DistrictScope) => ({ tenant, city, district });

/** Of a reading that the sensor itself gave: it stands before an estimate of ours, whatever the order. */
const SAID = `(verdict != ${VERDICTS.estimate})`;
const COUNTED = `verdict < ${UNCOUNTED_FROM}`;

const IN_DISTRICT = 'tenant = {tenant:String} AND city = {city:String} AND district = {district:String}';

/**
 * For registers and gauges: of each sensor the nearest reading before `from` (no earlier than `earliest`) and the
 * nearest at or after `to` (before `latest`), as known at `maximumVersion` and as `currentReadings` has it; at most two
 * rows a sensor and register.
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
    const counts = `(${order}, ${SAID}, version, position)`;
    return `
      SELECT sensor_number AS sensorNumber, register, register_kind AS registerKind,
        argMax(toUnixTimestamp64Milli(interval_start), ${counts}) AS intervalStart,
        0 AS intervalMs,
        argMax(value, ${counts}) AS value,
        argMax(quality, ${counts}) AS quality,
        argMax(verdict, ${counts}) AS verdict,
        argMax(${SAID}, ${counts}) * uniqExactArgMax(value, (${order}, ${SAID})) AS distinctValues,
        toUnixTimestamp64Milli(minArgMax(ingest_time, ${order})) AS oldestIngestTime
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
