import type { TenantId } from '@citywatt/reading-stream/identity';
import type { MeasurementClient } from './connection.ts';
import { queryColumns } from './query-columns.ts';
import { ACTIVE_IMPORT } from './rows.ts';
import { type SeriesRange, windowsOf } from './series-range.ts';
import type { WindowCalendar } from './windows.ts';

/** A closed window of a district with what stands behind it; times in milliseconds since 1970 UTC. */
export interface AreaCell {
  readonly start: number;
  readonly end: number;
  readonly energyMilliwattHours: number;
  /** The least sure that went in: index in `QUALITIES`. */
  readonly quality: number;
  /** The fewest of any of its quarter hours: what a part of a window would tell, the whole must not. */
  readonly contributorsResidential: number;
  readonly contributorsOther: number;
  /** The greatest of any of its quarter hours. */
  readonly largestShare: number;
}

interface CellColumns {
  readonly place: string[];
  readonly window: number[];
  readonly energy: number[];
  readonly worst: number[];
  readonly residential: number[];
  readonly other: number[];
  readonly share: number[];
}

/**
 * The closed windows of a city's districts by district, in order, made of their quarter hours. A window is closed when
 * all of its quarter hours are, and, for hours and days, its own row is written: so a cell that has been seen only
 * changes by a revision.
 */
export async function areaCells(
  client: MeasurementClient,
  tenant: TenantId,
  city: string,
  districts: readonly string[],
  range: SeriesRange,
  calendar: WindowCalendar,
): Promise<ReadonlyMap<string, readonly AreaCell[]>> {
  const windows = windowsOf(range, calendar);
  if (windows.length === 0 || districts.length === 0) return new Map();
  const long = range.resolution !== 'quarter-hour';
  const within = `tenant = {tenant:String} AND city = {city:String} AND register = '${ACTIVE_IMPORT}'
    AND district IN {districts:Array(String)}
    AND window_start >= toDateTime({from:UInt32}, 'UTC') AND window_start < toDateTime({to:UInt32}, 'UTC')`;
  const closed = `AND (district, i) IN (
    SELECT district, indexOf({starts:Array(UInt32)}, toUnixTimestamp(window_start))
    FROM district_rollups FINAL
    WHERE ${within} AND resolution = {resolution:String} AND state != 'provisional')`;
  const columns = await queryColumns<CellColumns>(
    client,
    `SELECT toString(district) AS place, i AS window, sum(energy_milliwatt_hours) AS energy,
       multiIf(sum(missing_count) > 0, 4, sum(suspect_count) > 0, 3, sum(revised_count) > 0, 2,
         sum(estimated_count) > 0, 1, 0) AS worst,
       min(contributors_residential) AS residential, min(contributors_other) AS other, max(largest_share) AS share
     FROM (
       SELECT *, arrayLastIndex(start -> start <= toUnixTimestamp(window_start), {starts:Array(UInt32)}) AS i
       FROM district_rollups FINAL
       WHERE ${within} AND resolution = 'quarter-hour' AND (reading_count > 0 OR energy_milliwatt_hours != 0)
     )
     WHERE i > 0 AND toUnixTimestamp(window_start) < {ends:Array(UInt32)}[i] ${long ? closed : ''}
     GROUP BY district, i
     HAVING countIf(state = 'provisional') = 0
     ORDER BY district, i
     SETTINGS do_not_merge_across_partitions_select_final = 1`,
    {
      tenant,
      city,
      districts,
      resolution: range.resolution,
      starts: windows.map((window) => window.start / 1_000),
      ends: windows.map((window) => window.end / 1_000),
      from: windows[0]!.start / 1_000,
      to: windows.at(-1)!.end / 1_000,
    },
  );
  const cells = new Map<string, AreaCell[]>();
  for (const [row, place] of columns.place.entries()) {
    const of = cells.get(place) ?? [];
    cells.set(place, of);
    of.push({
      ...windows[columns.window[row]! - 1]!,
      energyMilliwattHours: columns.energy[row]!,
      quality: columns.worst[row]!,
      contributorsResidential: columns.residential[row]!,
      contributorsOther: columns.other[row]!,
      largestShare: columns.share[row]!,
    });
  }
  return cells;
}
