import type { MeasurementClient } from './connection.ts';
import { ACTIVE_IMPORT } from './rows.ts';
import { QUARTER_HOUR_MS } from './windows.ts';

export interface LongWindow {
  readonly start: number;
  readonly end: number;
}

export interface LongWindowsOfDistrict {
  readonly district: string;
  /** Of its rows. */
  readonly version: bigint;
  /** Leave out rows that say what the store's say. */
  readonly onlyDiffering: boolean;
  /** Indexes of its windows. */
  readonly windows: readonly number[];
}

/** Closed hours or days of some districts of a city. */
export interface LongWindows {
  readonly tenant: string;
  readonly city: string;
  readonly resolution: 'hour' | 'day';
  /** Made of whole quarter hours; none overlaps another. */
  readonly windows: readonly LongWindow[];
  readonly districts: readonly LongWindowsOfDistrict[];
}

const WITHIN = `tenant = {tenant:String} AND city = {city:String} AND district IN {districts:Array(String)}
  AND register = '${ACTIVE_IMPORT}'`;

// A window's month is a function of its identity, so no row has another version in another partition. Live work goes
// first: one thread, and whatever has a lower number is served before.
const SETTINGS = {
  do_not_merge_across_partitions_select_final: 1,
  max_partitions_per_insert_block: '0',
  max_threads: 1,
  priority: '10',
} as const;

/** Sensors' rows of some resolutions that start at some times, each with the place of its long window. */
const sensorRows = (resolutions: string, times: string, places: string) => `(
  SELECT *, resolution = 'quarter-hour' AS short,
    transform(toUnixTimestamp(window_start), {${times}:Array(UInt32)}, {${places}:Array(UInt32)}, 0) AS place
  FROM sensor_rollups FINAL
  -- All of it is of the key, so it may go before FINAL, which else merges what lies around.
  PREWHERE ${WITHIN} AND resolution IN (${resolutions})
    AND window_start IN (SELECT toDateTime(arrayJoin({${times}:Array(UInt32)}), 'UTC'))
  WHERE (transform(toString(district), {districts:Array(String)}, {bases:Array(UInt32)}, 0) + place
      IN (SELECT arrayJoin({due:Array(UInt32)})))
)`;
/** A window that nothing falls into any more stays as a row of nothing. */
const HOLDS = 'toUnixTimestamp(oldest_ingest_time) > 0';
const VERSION =
  'transform(toString(district), {districts:Array(String)}, {versions:Array(UInt64)}, toUInt64(0))';
const EVERYTHING =
  'transform(toString(district), {districts:Array(String)}, {everything:Array(UInt8)}, 0) = 1';
const WINDOW_START = "toDateTime({starts:Array(UInt32)}[place + 1], 'UTC')";

/**
 * Writes hours or days from the sensors' quarter hours: first each sensor's, then the district's as the
 * sum of these, so that both always agree. A window without any quarter hour is not
 * written. A district's that was final with another energy becomes revised, and stays so.
 */
export async function writeLongWindows(client: MeasurementClient, request: LongWindows): Promise<void> {
  if (request.windows.length === 0 || request.districts.length === 0) return;
  const options = { query_params: parametersOf(request), clickhouse_settings: SETTINGS };
  await client.command({ query: WRITE_SENSORS, ...options });
  await client.command({ query: WRITE_DISTRICTS, ...options });
}

/** Each pair of a district and a window is one number: the district's base and the window's place. */
function parametersOf({ tenant, city, resolution, windows, districts }: LongWindows) {
  const quarters: number[] = [];
  const places: number[] = [];
  for (const [place, { start, end }] of windows.entries()) {
    for (let quarter = start; quarter < end; quarter += QUARTER_HOUR_MS) {
      quarters.push(quarter / 1_000);
      places.push(place);
    }
  }
  return {
    tenant,
    city,
    resolution,
    quarters,
    places,
    starts: windows.map(({ start }) => start / 1_000),
    windowPlaces: windows.map((_, place) => place),
    ends: windows.map(({ end }) => end / 1_000),
    districts: districts.map(({ district }) => district),
    versions: districts.map(({ version }) => version),
    everything: districts.map(({ onlyDiffering }) => (onlyDiffering ? 0 : 1)),
    bases: districts.map((_, index) => index * windows.length),
    due: districts.flatMap((of, index) => of.windows.map((place) => index * windows.length + place)),
  };
}

const ofQuality = [0, 1, 2, 3, 4].map((quality) => `sumIf(reading_count, short AND quality = ${quality})`);

const WRITE_SENSORS = `
  INSERT INTO sensor_rollups (tenant, city, district, sensor_number, register, resolution, window_start,
    energy_milliwatt_hours, measured_milliwatt_hours, reading_count, quality, quality_counts, residential,
    delivery_points, oldest_ingest_time, version)
  SELECT {tenant:String}, {city:String}, district, sensor_number, '${ACTIVE_IMPORT}', {resolution:String},
    ${WINDOW_START}, energy, measured, readings, worst, counts, homes, points, oldest, ${VERSION}
  FROM (
    SELECT district, place, sensor_number,
      sumIf(energy_milliwatt_hours, short) AS energy, sumIf(energy_milliwatt_hours, NOT short) AS knownEnergy,
      sumIf(measured_milliwatt_hours, short) AS measured, sumIf(measured_milliwatt_hours, NOT short) AS knownMeasured,
      sumIf(reading_count, short) AS readings, sumIf(reading_count, NOT short) AS knownReadings,
      maxIf(quality, short) AS worst, maxIf(quality, NOT short) AS knownWorst,
      [${ofQuality.join(', ')}] AS counts, anyIf(quality_counts, NOT short) AS knownCounts,
      argMaxIf(residential, window_start, short) AS homes, maxIf(residential, NOT short) AS knownHomes,
      maxIf(delivery_points, short) AS points, maxIf(delivery_points, NOT short) AS knownPoints,
      minIf(oldest_ingest_time, short AND ${HOLDS}) AS oldest, minIf(oldest_ingest_time, NOT short) AS knownOldest,
      countIf(NOT short) AS known
    FROM ${sensorRows("'quarter-hour', {resolution:String}", 'quarters', 'places')}
    GROUP BY district, place, sensor_number
    HAVING countIf(short) > 0
  )
  WHERE known = 0 OR ${EVERYTHING} OR (energy, measured, readings, worst, counts, homes, points, oldest)
    != (knownEnergy, knownMeasured, knownReadings, knownWorst, knownCounts, knownHomes, knownPoints, knownOldest)`;

const WRITE_DISTRICTS = `
  INSERT INTO district_rollups (tenant, city, district, register, resolution, window_start, window_end,
    energy_milliwatt_hours, state, reading_count, measured_count, estimated_count, revised_count, suspect_count,
    missing_count, contributors_residential, contributors_other, largest_share, oldest_ingest_time, version)
  SELECT {tenant:String}, {city:String}, made.district, '${ACTIVE_IMPORT}', {resolution:String},
    made.start, toDateTime({ends:Array(UInt32)}[made.place + 1], 'UTC'), made.energy,
    if(before.state = 'revised' OR (before.state = 'final' AND before.energy_milliwatt_hours != made.energy),
      'revised', 'final') AS newState,
    made.readings, made.counts[1], made.counts[2], made.counts[3], made.counts[4], made.counts[5],
    made.homes, made.others, made.largest, made.oldest, ${VERSION}
  FROM (
    SELECT toString(district) AS district, place, ${WINDOW_START} AS start,
      sum(energy_milliwatt_hours) AS energy, sum(reading_count) AS readings, sumForEach(quality_counts) AS counts,
      sumIf(delivery_points, residential = 1 AND ${HOLDS}) AS homes,
      sumIf(delivery_points, residential = 0 AND ${HOLDS}) AS others,
      toFloat32(if(energy = 0, 0, max(greatest(energy_milliwatt_hours, 0) / greatest(delivery_points, 1))
        / abs(energy))) AS largest,
      minIf(oldest_ingest_time, ${HOLDS}) AS oldest
    FROM ${sensorRows('{resolution:String}', 'starts', 'windowPlaces')}
    GROUP BY district, place
  ) AS made
  LEFT JOIN (
    SELECT toString(district) AS district, window_start AS start, toString(state) AS state, energy_milliwatt_hours,
      reading_count, measured_count, estimated_count, revised_count, suspect_count, missing_count,
      contributors_residential, contributors_other, largest_share, oldest_ingest_time
    FROM district_rollups FINAL
    PREWHERE ${WITHIN} AND resolution = {resolution:String}
      AND window_start IN (SELECT toDateTime(arrayJoin({starts:Array(UInt32)}), 'UTC'))
  ) AS before ON before.district = made.district AND before.start = made.start
  WHERE ${EVERYTHING} OR (before.state, before.energy_milliwatt_hours, before.reading_count, before.measured_count,
      before.estimated_count, before.revised_count, before.suspect_count, before.missing_count,
      before.contributors_residential, before.contributors_other, before.largest_share, before.oldest_ingest_time)
    != (newState, made.energy, made.readings, made.counts[1], made.counts[2], made.counts[3], made.counts[4],
      made.counts[5], made.homes, made.others, made.largest, made.oldest)`;
