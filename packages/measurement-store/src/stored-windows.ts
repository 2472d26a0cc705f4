import type { MeasurementClient } from './connection.ts';
import type { DistrictsScope } from './current-readings.ts';
import { queryColumns } from './query-columns.ts';
import { ACTIVE_IMPORT, type DistrictRollupRow, type SensorRollupRow, type WindowState } from './rows.ts';

/** A minute or quarter hour of a district as the store holds it. */
export type StoredWindow = Omit<
  DistrictRollupRow,
  'tenant' | 'city' | 'district' | 'register' | 'windowStart' | 'windowEnd' | 'version'
> & { readonly start: number };

/** A sensor's quarter hour as the store holds it. */
export type StoredSensorQuarter = Omit<
  SensorRollupRow,
  'tenant' | 'city' | 'district' | 'register' | 'resolution' | 'windowStart' | 'version'
> & { readonly start: number };

export interface StoredWindows {
  readonly sensorQuarters: readonly StoredSensorQuarter[];
  readonly minutes: readonly StoredWindow[];
  readonly quarters: readonly StoredWindow[];
}

interface SensorColumns {
  readonly district?: string[];
  readonly sensorNumber: number[];
  readonly start: number[];
  readonly energy: number[];
  readonly readings: number[];
  readonly worst: number[];
  readonly homes: number[];
  readonly points: number[];
  readonly oldest: number[];
}

interface DistrictColumns {
  readonly district?: string[];
  readonly resolution: ('minute' | 'quarter-hour')[];
  readonly start: number[];
  readonly energy: number[];
  readonly windowState: WindowState[];
  readonly readings: number[];
  readonly counts: [number, number, number, number, number][];
  readonly homes: number[];
  readonly others: number[];
  readonly largest: number[];
  readonly oldest: number[];
}

const WITHIN = `tenant = {tenant:String} AND city = {city:String} AND district IN {districts:Array(String)}
  AND register = '${ACTIVE_IMPORT}'
  AND window_start >= toDateTime({from:UInt32}, 'UTC') AND window_start < toDateTime({to:UInt32}, 'UTC')`;

/** Of each district the short windows that the store holds in [from, to); times in milliseconds since 1970 UTC. */
export async function storedWindows(
  client: MeasurementClient,
  { tenant, city, districts }: DistrictsScope,
  from: number,
  to: number,
): Promise<ReadonlyMap<string, StoredWindows>> {
  const range = { tenant, city, districts, from: from / 1_000, to: to / 1_000 };
  const [sensors, windows] = await Promise.all([
    queryColumns<SensorColumns>(
      client,
      `SELECT district, sensor_number AS sensorNumber, toUnixTimestamp(window_start) AS start,
         energy_milliwatt_hours AS energy, reading_count AS readings, quality AS worst, residential AS homes,
         delivery_points AS points, toUnixTimestamp64Milli(oldest_ingest_time) AS oldest
       FROM sensor_rollups FINAL PREWHERE ${WITHIN} AND resolution = 'quarter-hour'`,
      range,
    ),
    queryColumns<DistrictColumns>(
      client,
      `SELECT district, resolution, toUnixTimestamp(window_start) AS start, energy_milliwatt_hours AS energy,
         state AS windowState, reading_count AS readings,
         [measured_count, estimated_count, revised_count, suspect_count, missing_count] AS counts,
         contributors_residential AS homes, contributors_other AS others, toFloat64(largest_share) AS largest,
         toUnixTimestamp64Milli(oldest_ingest_time) AS oldest
       FROM district_rollups FINAL PREWHERE ${WITHIN} AND resolution IN ('minute', 'quarter-hour')`,
      range,
    ),
  ]);
  const found = new Map(
    districts.map((district) => [
      district,
      {
        sensorQuarters: [] as StoredSensorQuarter[],
        minutes: [] as StoredWindow[],
        quarters: [] as StoredWindow[],
      },
    ]),
  );
  for (const [index, district] of (sensors.district ?? []).entries()) {
    found.get(district)!.sensorQuarters.push({
      sensorNumber: sensors.sensorNumber[index]!,
      start: sensors.start[index]! * 1_000,
      energyMilliwattHours: sensors.energy[index]!,
      readingCount: sensors.readings[index]!,
      quality: sensors.worst[index]!,
      residential: sensors.homes[index] === 1,
      deliveryPoints: sensors.points[index]!,
      oldestIngestTime: sensors.oldest[index]!,
    });
  }
  for (const [index, district] of (windows.district ?? []).entries()) {
    const { minutes, quarters } = found.get(district)!;
    const resolution = windows.resolution[index]!;
    (resolution === 'minute' ? minutes : quarters).push({
      resolution,
      start: windows.start[index]! * 1_000,
      energyMilliwattHours: windows.energy[index]!,
      state: windows.windowState[index]!,
      readingCount: windows.readings[index]!,
      qualityCounts: windows.counts[index]!,
      contributorsResidential: windows.homes[index]!,
      contributorsOther: windows.others[index]!,
      largestShare: windows.largest[index]!,
      oldestIngestTime: windows.oldest[index]!,
    });
  }
  return found;
}
