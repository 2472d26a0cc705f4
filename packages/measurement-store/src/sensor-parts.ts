import type { MeasurementClient } from './connection.ts';
import { queryColumns } from './query-columns.ts';
import type { DistrictScope } from './repair.ts';
import { ACTIVE_IMPORT, type Resolution } from './rows.ts';
import { COUNTS } from './sensor-series.ts';
import { HOLDS, SETTINGS } from './series.ts';

/** A window of a district; milliseconds since 1970 UTC. Nothing finer than a quarter hour is kept of sensors. */
export interface PartedWindow {
  readonly resolution: Exclude<Resolution, 'minute'>;
  readonly start: number;
  readonly end: number;
}

/** What one sensor took in the window. */
export interface SensorPart {
  readonly sensorNumber: number;
  readonly energyMilliwattHours: number;
  readonly measuredMilliwattHours: number;
  /** The least sure that went in: index in `QUALITIES`. */
  readonly quality: number;
  /** Readings by quality, in the order of `QUALITIES`. */
  readonly qualityCounts: readonly number[];
}

export interface PartsPage {
  readonly first: number;
  /** The last one of the page before. */
  readonly after?: Pick<SensorPart, 'energyMilliwattHours' | 'sensorNumber'>;
}

export interface SensorParts {
  /** The largest first. */
  readonly parts: readonly SensorPart[];
  /** Sensors that took part. */
  readonly sensors: number;
  /** Of all of them. */
  readonly energyMilliwattHours: number;
}

interface PartColumns {
  readonly sensorNumber: number[];
  readonly energy: number[];
  readonly measured: number[];
  readonly worst: number[];
  readonly counts: number[][];
}

const ROWS = `FROM sensor_rollups FINAL
  PREWHERE tenant = {tenant:String} AND city = {city:String} AND district = {district:String}
    AND register = '${ACTIVE_IMPORT}' AND resolution = {of:String}
    AND window_start >= toDateTime({from:UInt32}, 'UTC') AND window_start < toDateTime({to:UInt32}, 'UTC')
  WHERE ${HOLDS}`;

/**
 * What each sensor of a district took in one window, the largest first; an hour or day that is not written yet is the sum
 * of its quarter hours.
 */
export async function sensorParts(
  client: MeasurementClient,
  scope: DistrictScope,
  { resolution, start, end }: PartedWindow,
  page: {
    readonly first: number;
    readonly after?: Pick<SensorPart, 'energyMilliwattHours' | 'sensorNumber'>;
  },
): Promise<SensorParts> {
  const { tenant, city, district } = scope;
  const place = { tenant, city, district, from: start / 1_000 };
  const long = { ...place, of: resolution as string, to: start / 1_000 + 1 };
  const written = await queryColumns<{ sensorNumber?: number[] }>(
    client,
    `SELECT sensor_number AS sensorNumber ${ROWS} LIMIT 1`,
    long,
  );
  const rows = written.sensorNumber?.length ? long : { ...place, of: 'quarter-hour', to: end / 1_000 };
  const made = `SELECT sensor_number AS sensorNumber, sum(energy_milliwatt_hours) AS energy,
      sum(measured_milliwatt_hours) AS measured, max(quality) AS worst, sumForEach(${COUNTS}) AS counts
    ${ROWS} GROUP BY sensor_number`;
  const behind = page.after
    ? 'WHERE energy < {energy:Int64} OR (energy = {energy:Int64} AND sensorNumber > {number:UInt32})'
    : '';
  const [found, whole] = await Promise.all([
    queryColumns<PartColumns>(
      client,
      `SELECT * FROM (${made}) ${behind} ORDER BY energy DESC, sensorNumber LIMIT {first:UInt32} ${SETTINGS}`,
      {
        ...rows,
        first: page.first,
        energy: page.after?.energyMilliwattHours ?? 0,
        number: page.after?.sensorNumber ?? 0,
      },
    ),
    queryColumns<{ sensors: number[]; energy: number[] }>(
      client,
      `SELECT uniqExact(sensor_number) AS sensors, sum(energy_milliwatt_hours) AS energy ${ROWS} ${SETTINGS}`,
      rows,
    ),
  ]);
  return {
    parts: (found.sensorNumber ?? []).map((sensorNumber, index) => ({
      sensorNumber,
      energyMilliwattHours: found.energy[index]!,
      measuredMilliwattHours: found.measured[index]!,
      quality: found.worst[index]!,
      qualityCounts: found.counts[index]!,
    })),
    sensors: whole.sensors[0] ?? 0,
    energyMilliwattHours: whole.energy[0] ?? 0,
  };
}
