import { UNCOUNTED_FROM } from '@citywatt/reading-stream/verdict';
import type { MeasurementClient } from './connection.ts';
import { BY_THEN, IN_DISTRICT, LATEST_MS } from './lineage-scope.ts';
import { queryColumns } from './query-columns.ts';
import { startsWithin } from './raw-range.ts';
import type { DistrictScope } from './repair.ts';
import { ACTIVE_IMPORT } from './rows.ts';

/**
 * When the oldest reading of a district's windows, or of one sensor's, in [from, to) came in, as far as the store has
 * windows of them; undefined without any. What expires in raw is still told by the rows of hours.
 */
export async function oldestIngestTime(
  client: MeasurementClient,
  { tenant, city, district }: DistrictScope,
  sensorNumber: number | undefined,
  from: number,
  to: number,
): Promise<number | undefined> {
  const rows =
    sensorNumber === undefined
      ? { table: 'district_rollups', condition: '' }
      : { table: 'sensor_rollups', condition: 'AND sensor_number = {sensorNumber:UInt32}' };
  const { oldest } = await queryColumns<{ oldest: number[] }>(
    client,
    `SELECT minIf(toUnixTimestamp64Milli(oldest_ingest_time), toUnixTimestamp(oldest_ingest_time) > 0) AS oldest
     FROM ${rows.table} FINAL
     WHERE ${IN_DISTRICT} AND register = '${ACTIVE_IMPORT}' AND resolution IN ('quarter-hour', 'hour')
       AND window_start >= toDateTime({from:UInt32}, 'UTC') AND window_start < toDateTime({to:UInt32}, 'UTC')
       ${rows.condition}`,
    {
      tenant,
      city,
      district,
      from: Math.floor(from / 1_000),
      to: Math.ceil(to / 1_000),
      ...(sensorNumber === undefined ? {} : { sensorNumber }),
    },
  );
  return oldest[0]! > 0 ? oldest[0]! : undefined;
}

/**
 * End of the latest interval, or time of the latest register reading, of a district that had come in by `asOf`, from
 * `from` on; undefined without any.
 */
export async function latestReadingTime(
  client: MeasurementClient,
  { tenant, city, district }: DistrictScope,
  from: number,
  asOf: number,
): Promise<number | undefined> {
  const { latest } = await queryColumns<{ latest: number[] }>(
    client,
    `SELECT max(toUnixTimestamp64Milli(interval_start) + interval_milliseconds) AS latest
     FROM raw_readings
     WHERE ${IN_DISTRICT} AND ${BY_THEN} AND ${startsWithin('from', 'to')} AND verdict < ${UNCOUNTED_FROM}`,
    { tenant, city, district, from, to: LATEST_MS, asOf: Math.min(asOf, LATEST_MS) },
  );
  return latest[0]! > 0 ? latest[0]! : undefined;
}
