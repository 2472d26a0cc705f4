import type { TenantId } from '@citywatt/reading-stream/identity';
import type { MeasurementClient } from './connection.ts';
import { queryColumns } from './query-columns.ts';
import { ACTIVE_IMPORT, type WindowState } from './rows.ts';
import { type SeriesRange, type WindowSpan, windowsOf } from './series-range.ts';
import type { WindowCalendar } from './windows.ts';

/** One window of a series; times in milliseconds since 1970 UTC. */
export interface SeriesWindow {
  readonly start: number;
  readonly end: number;
  readonly energyMilliwattHours: number;
  /** The part of the energy whose readings were measured: a share of it, so it need not be whole. */
  readonly measuredMilliwattHours: number;
  readonly state: WindowState;
  /** The least sure that went in: index in `QUALITIES`. */
  readonly quality: number;
  /** Readings by quality, in the order of `QUALITIES`. */
  readonly qualityCounts: readonly number[];
}

/** The windows of each place that has any, in order. */
export type SeriesByPlace = ReadonlyMap<string, readonly SeriesWindow[]>;

export interface SeriesColumns {
  readonly place: string[];
  readonly windowStart: number[];
  readonly windowEnd: number[];
  readonly energy: number[];
  readonly measuredEnergy: number[];
  readonly windowState: WindowState[];
  readonly worst: number[];
  readonly counts: number[][];
}

/** All of it is of the key, so it may go before FINAL. */
export const WITHIN = `tenant = {tenant:String} AND city = {city:String} AND register = '${ACTIVE_IMPORT}'
  AND window_start >= toDateTime({from:UInt32}, 'UTC') AND window_start < toDateTime({to:UInt32}, 'UTC')
  AND district IN {districts:Array(String)}`;
/** No data is not zero: a window without any reading is left out. */
export const HOLDS = '(reading_count > 0 OR energy_milliwatt_hours != 0)';

// A window's month is a function of its identity, so no row has another version in another partition.
export const SETTINGS = 'SETTINGS do_not_merge_across_partitions_select_final = 1';

const MEASURED = 'if(reading_count = 0, 0, energy_milliwatt_hours * (measured_count / reading_count))';

const worstOf = (count: (column: string) => string) =>
  `multiIf(${count('missing_count')} > 0, 4, ${count('suspect_count')} > 0, 3, ${count('revised_count')} > 0, 2,
    ${count('estimated_count')} > 0, 1, 0)`;
const COUNT_COLUMNS = [
  'measured_count',
  'estimated_count',
  'revised_count',
  'suspect_count',
  'missing_count',
];
const countsOf = (count: (column: string, quality: number) => string) =>
  `[${COUNT_COLUMNS.map(count).join(', ')}]`;

/** The quarter hours of a table with the index `i` of the window that each belongs to. */
export const quartersOf = (table: string, condition = '') => `(
  SELECT * FROM (
    SELECT *, arrayLastIndex(start -> start <= toUnixTimestamp(window_start), {starts:Array(UInt32)}) AS i
    FROM ${table} FINAL
    PREWHERE ${WITHIN} AND resolution = 'quarter-hour' ${condition}
    WHERE ${HOLDS}
  )
  WHERE i > 0 AND toUnixTimestamp(window_start) < {ends:Array(UInt32)}[i]
)`;

export const edgesOf = (windows: readonly WindowSpan[]) => ({
  starts: windows.map((window) => window.start / 1_000),
  ends: windows.map((window) => window.end / 1_000),
  from: windows[0]!.start / 1_000,
  to: windows.at(-1)!.end / 1_000,
});

/** Windows start at whole seconds: one that starts at or behind a moment within a second starts at the next. */
export const secondsUp = (time: number) => Math.ceil(time / 1_000);

/**
 * Series of the districts of one city by district, all in one query; hours and days in at most two.
 * An hour or day of which the store has no row that is closed is the sum of its quarter hours: the repair path writes
 * long windows some time after they close, and what is open changes with every reading.
 */
export async function districtSeries(
  client: MeasurementClient,
  tenant: TenantId,
  city: string,
  districts: readonly string[],
  range: SeriesRange,
  calendar: WindowCalendar,
): Promise<SeriesByPlace> {
  if (districts.length === 0) return new Map();
  const scope = { tenant, city, districts };
  const long = range.resolution === 'hour' || range.resolution === 'day';
  const stored = await queryColumns<SeriesColumns>(
    client,
    `SELECT toString(district) AS place, toUnixTimestamp(window_start) AS windowStart,
       toUnixTimestamp(window_end) AS windowEnd, energy_milliwatt_hours AS energy, ${MEASURED} AS measuredEnergy,
       toString(state) AS windowState, ${worstOf((column) => column)} AS worst,
       ${countsOf((column) => column)} AS counts
     FROM district_rollups FINAL
     PREWHERE ${WITHIN} AND resolution = {resolution:String}
     WHERE ${HOLDS} ${long ? "AND state != 'provisional'" : ''}
     ORDER BY district, window_start ${SETTINGS}`,
    { ...scope, resolution: range.resolution, from: secondsUp(range.from), to: secondsUp(range.to) },
  );
  const series = byPlace(stored);
  if (!long) return series;
  const missing = missingWindows(series, districts.length, windowsOf(range, calendar));
  if (missing.length === 0) return series;
  const summed = await queryColumns<SeriesColumns>(
    client,
    `SELECT toString(district) AS place, {starts:Array(UInt32)}[i] AS windowStart,
       {ends:Array(UInt32)}[i] AS windowEnd, sum(energy_milliwatt_hours) AS energy, sum(${MEASURED}) AS measuredEnergy,
       multiIf(countIf(state = 'provisional') > 0 OR max(toUnixTimestamp(window_end)) < {ends:Array(UInt32)}[i],
         'provisional', countIf(state = 'revised') > 0, 'revised', 'final') AS windowState,
       ${worstOf((column) => `sum(${column})`)} AS worst, ${countsOf((column) => `sum(${column})`)} AS counts
     FROM ${quartersOf('district_rollups')}
     GROUP BY district, i
     ORDER BY district, i ${SETTINGS}`,
    { ...scope, ...edgesOf(missing) },
  );
  return withMissing(series, byPlace(summed));
}

export function byPlace(columns: Partial<SeriesColumns>): Map<string, SeriesWindow[]> {
  const { place = [], windowStart, windowEnd, energy, measuredEnergy, windowState, worst, counts } = columns;
  const series = new Map<string, SeriesWindow[]>();
  place.forEach((name, index) => {
    const window: SeriesWindow = {
      start: windowStart![index]! * 1_000,
      end: windowEnd![index]! * 1_000,
      energyMilliwattHours: energy![index]!,
      measuredMilliwattHours: measuredEnergy![index]!,
      state: windowState![index]!,
      quality: worst![index]!,
      qualityCounts: counts![index]!,
    };
    const windows = series.get(name);
    if (windows) windows.push(window);
    else series.set(name, [window]);
  });
  return series;
}

/** Windows that at least one of the places does not have. */
export function missingWindows(
  series: SeriesByPlace,
  places: number,
  windows: readonly WindowSpan[],
): readonly WindowSpan[] {
  const count = new Map<number, number>();
  for (const found of series.values())
    for (const { start } of found) count.set(start, (count.get(start) ?? 0) + 1);
  return windows.filter(({ start }) => (count.get(start) ?? 0) < places);
}

/** What was summed stands behind the store's closed windows. */
export function withMissing(stored: SeriesByPlace, summed: SeriesByPlace): SeriesByPlace {
  const merged = new Map(stored);
  for (const [place, windows] of summed) {
    const known = stored.get(place) ?? [];
    const starts = new Set(known.map((window) => window.start));
    const added = windows.filter((window) => !starts.has(window.start));
    const all = [...known, ...added].sort((a, b) => a.start - b.start);
    merged.set(place, all);
  }
  return merged;
}
