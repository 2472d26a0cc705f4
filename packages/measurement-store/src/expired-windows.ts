import type { MeasurementClient } from './connection.ts';
import { queryColumns } from './query-columns.ts';
import { ACTIVE_IMPORT } from './rows.ts';

export interface ExpiredWindows {
  readonly district: string;
  /** From the start of the first quarter hour to the end of the last, milliseconds since 1970 UTC. */
  readonly from: number;
  readonly to: number;
}

/** How long the store keeps raw readings, by its own word. */
export async function rawRetentionDays(client: MeasurementClient): Promise<number> {
  const answer = await client.query({
    query: `SELECT extract(create_table_query, 'ingest_time[)] [+] toIntervalDay[(]([0-9]+)[)]') AS days
      FROM system.tables WHERE database = currentDatabase() AND name = 'raw_segments'`,
    format: 'JSONEachRow',
  });
  const [row] = await answer.json<{ days: string }>();
  if (!row?.days) throw new RangeError('the store does not say how long it keeps raw readings');
  return Number(row.days);
}

/** Of each district what of a range was made of readings that came in before `oldestIngestKept`. */
export async function expiredWindows(
  client: MeasurementClient,
  city: { readonly tenant: string; readonly city: string; readonly districts: readonly string[] },
  from: number,
  to: number,
  oldestIngestKept: number,
): Promise<readonly ExpiredWindows[]> {
  const { district = [], ...range } = await queryColumns<{
    district?: string[];
    from: number[];
    to: number[];
  }>(
    client,
    `SELECT district, toUnixTimestamp(min(window_start)) * 1000 AS from, toUnixTimestamp(max(window_end)) * 1000 AS to
     FROM district_rollups FINAL
     WHERE tenant = {tenant:String} AND city = {city:String} AND district IN {districts:Array(String)}
       AND register = '${ACTIVE_IMPORT}' AND resolution = 'quarter-hour'
       AND window_end > fromUnixTimestamp64Milli({from:Int64}) AND window_start < fromUnixTimestamp64Milli({to:Int64})
       AND toUnixTimestamp64Milli(oldest_ingest_time) > 0
       AND oldest_ingest_time < fromUnixTimestamp64Milli({oldestIngestKept:Int64})
     GROUP BY district ORDER BY district`,
    { ...city, from, to, oldestIngestKept },
  );
  return district.map((name, index) => ({ district: name, from: range.from[index]!, to: range.to[index]! }));
}
