import type { MeasurementClient } from './connection.ts';
import { queryColumns } from './query-columns.ts';
import { ACTIVE_IMPORT } from './rows.ts';

export interface AskedQuarters {
  readonly tenant: string;
  readonly city: string;
  /** Index i of both names one sensor. */
  readonly districts: readonly string[];
  readonly sensorNumbers: readonly number[];
  /** Starts of quarter hours, milliseconds since 1970 UTC: the same for each sensor. */
  readonly starts: readonly number[];
}

/** Quarter hours of sensors that hold something, columnar. */
export interface SensorQuarters {
  readonly district: string[];
  readonly sensorNumber: number[];
  /** Milliseconds since 1970 UTC. */
  readonly start: number[];
  readonly energyMilliwattHours: number[];
  /** The least sure quality that went in: index in `QUALITIES`. */
  readonly quality: number[];
}

/** Chosen quarter hours of sensors of one city: their profile, and what is there already. */
export async function sensorQuarters(
  client: MeasurementClient,
  asked: AskedQuarters,
): Promise<SensorQuarters> {
  const { tenant, city, districts, sensorNumbers, starts } = asked;
  return queryColumns<SensorQuarters>(
    client,
    `SELECT toString(district) AS district, sensor_number AS sensorNumber,
       toUnixTimestamp(window_start) * 1000 AS start, energy_milliwatt_hours AS energyMilliwattHours, quality
     FROM sensor_rollups FINAL
     WHERE tenant = {tenant:String} AND city = {city:String} AND district IN {districts:Array(String)}
       AND sensor_number IN {numbers:Array(UInt32)}
       AND has({sensors:Array(String)}, concat(district, '/', toString(sensor_number)))
       AND register = '${ACTIVE_IMPORT}' AND resolution = 'quarter-hour'
       AND window_start IN (SELECT toDateTime(arrayJoin({starts:Array(UInt32)}), 'UTC'))
       AND (reading_count > 0 OR energy_milliwatt_hours != 0)
     SETTINGS do_not_merge_across_partitions_select_final = 1, max_threads = 1`,
    {
      tenant,
      city,
      districts: [...new Set(districts)],
      numbers: [...new Set(sensorNumbers)],
      sensors: districts.map((district, index) => `${district}/${sensorNumbers[index]}`),
      starts: starts.map((start) => start / 1_000),
    },
  );
}
