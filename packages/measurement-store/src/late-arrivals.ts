import { UNCOUNTED_FROM } from '@citywatt/reading-stream/verdict';
import type { MeasurementClient } from './connection.ts';
import type { Arrivals } from './lineage.ts';
import { queryColumns } from './query-columns.ts';
import { startsWithin } from './raw-range.ts';
import type { DistrictScope } from './repair.ts';
import { ACTIVE_IMPORT } from './rows.ts';

export type LateArrivals = Omit<Arrivals, 'verdict'>;

/**
 * Arrivals of readings whose event time or interval touches the hour [from, to), that came behind what its windows were
 * made of and say something else than what came before them; as known at `maximumVersion`, in the order of the stream.
 */
export async function lateArrivals(
  client: MeasurementClient,
  { tenant, city, district }: DistrictScope,
  from: number,
  to: number,
  longestIntervalMs: number,
  maximumVersion: bigint,
): Promise<LateArrivals> {
  const inDistrict = 'tenant = {tenant:String} AND city = {city:String} AND district = {district:String}';
  return queryColumns<LateArrivals>(
    client,
    `SELECT sensorNumber, register, registerKind, intervalStart, intervalMs, value, quality, ingestTime,
       bitShiftRight(arrived, 48) AS generation, bitAnd(arrived, ${2 ** 48 - 1}) AS sequence, position
     FROM (
       SELECT sensor_number AS sensorNumber, register, register_kind AS registerKind,
         toUnixTimestamp64Milli(interval_start) AS intervalStart, interval_milliseconds AS intervalMs, value, quality,
         toUnixTimestamp64Milli(ingest_time) AS ingestTime, version AS arrived, position,
         lagInFrame(toNullable(value)) OVER (PARTITION BY sensor_number, register, register_kind, interval_start
           ORDER BY version, position ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS before
       FROM (
         -- Without the repeats of a replay.
         SELECT DISTINCT sensor_number, register, register_kind, interval_start, interval_milliseconds, value, quality,
           ingest_time, version, position
         FROM raw_readings
         WHERE ${inDistrict} AND ${startsWithin('earliest', 'to')} AND version <= {maximumVersion:UInt64}
           AND verdict < ${UNCOUNTED_FROM}
       )
     )
     WHERE intervalStart + greatest(intervalMs, 1) > {from:Int64} AND (isNull(before) OR before != value)
       AND arrived > (
         SELECT min(version) FROM district_rollups FINAL
         WHERE ${inDistrict} AND register = '${ACTIVE_IMPORT}' AND resolution = 'quarter-hour'
           AND window_start >= fromUnixTimestamp64Milli({from:Int64}) AND window_start < fromUnixTimestamp64Milli({to:Int64}))
     ORDER BY arrived, position`,
    {
      tenant,
      city,
      district,
      earliest: from - longestIntervalMs,
      from,
      to,
      maximumVersion: maximumVersion.toString(),
    },
  );
}
