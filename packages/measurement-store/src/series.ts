import type { TenantId } from '@citywatt/reading-stream/identity';
import type { MeasurementClient } from './connection.ts';
import { queryColumns } from './query-columns.ts';
import { ACTIVE_IMPORT, type Resolution, type WindowState } from './rows.ts';

/** Whose windows: districts of a city one by one, the city as their sum, or sensors of a district one by one. */
export type SeriesScope =
  | { readonly of: 'districts'; readonly city: string; readonly districts: readonly string[] }
  | { readonly of: 'city'; readonly city: string }
  | {
      readonly of: 'sensors';
      readonly city: string;
      readonly district: string;
      readonly numbers: readonly number[];
    };

/** Windows of one owner (`district`, `city` or sensor number as text), columnar; times in milliseconds since 1970 UTC. */
export interface SeriesWindows {
  readonly owner: string[];
  readonly start: number[];
  readonly energyMilliwattHours: number[];
  readonly state: WindowState[];
  /** The least sure quality that went in: index in `QUALITIES`. */
  readonly quality: number[];
  /** Of the readings that went in, the share that was measured; 0 to 1. */
  readonly measuredShare: number[];
}

const WITHIN = `tenant = {tenant:String} AND city = {city:String} AND register = '${ACTIVE_IMPORT}'
  AND window_start >= toDateTime({from:UInt32}, 'UTC') AND window_start < toDateTime({to:UInt32}, 'UTC')`;

const WORST_QUALITY = 'if(missing > 0, 4, if(suspect > 0, 3, if(revised > 0, 2, if(estimated > 0, 1, 0))))';
const WORST_STATE = "if(states[1] > 0, 'provisional', if(states[2] > 0, 'revised', 'final'))";

/** Which rows, by what owner, and how their quality is counted. */
function sourceOf(scope: SeriesScope) {
  if (scope.of === 'sensors') {
    return {
      table: 'sensor_rollups',
      owner: 'toString(sensor_number)',
      condition: 'AND district = {district:String} AND sensor_number IN {numbers:Array(UInt32)}',
      counts: ['measured', 'estimated', 'revised', 'suspect', 'missing'].map(
        (_, index) => `sumIf(reading_count, quality = ${index})`,
      ),
      states: '[toUInt64(0), toUInt64(0)]',
      parameters: { city: scope.city, district: scope.district, numbers: scope.numbers },
    };
  }
  const districts = scope.of === 'districts';
  return {
    table: 'district_rollups',
    owner: districts ? 'toString(district)' : 'toString(city)',
    condition: districts ? 'AND district IN {districts:Array(String)}' : '',
    counts: ['measured', 'estimated', 'revised', 'suspect', 'missing'].map((name) => `sum(${name}_count)`),
    states: "[countIf(state = 'provisional'), countIf(state = 'revised')]",
    parameters: { city: scope.city, districts: districts ? scope.districts : [] },
  };
}

/** The windows of a resolution that start in [from, to), as stored. */
export async function storedSeries(
  client: MeasurementClient,
  tenant: TenantId,
  scope: SeriesScope,
  resolution: Resolution,
  from: number,
  to: number,
): Promise<SeriesWindows> {
  return await seriesQuery(
    client,
    tenant,
    scope,
    resolution,
    from,
    to,
    'toUnixTimestamp(window_start)',
    '',
    {},
  );
}

/**
 * Windows that have no row yet, summed from their quarter hours: hours and days that are open, or that the repair path has
 * not come to. Windows must be sorted and must not overlap; one without any quarter hour is left out.
 */
export async function summedSeries(
  client: MeasurementClient,
  tenant: TenantId,
  scope: SeriesScope,
  windows: readonly { readonly start: number; readonly end: number }[],
): Promise<SeriesWindows> {
  const first = windows[0];
  const last = windows.at(-1);
  if (!first || !last)
    return { owner: [], start: [], energyMilliwattHours: [], state: [], quality: [], measuredShare: [] };
  const starts = windows.map((window) => window.start / 1_000);
  const ends = windows.map((window) => window.end / 1_000);
  const place = 'arrayLastIndex(edge -> edge <= toUnixTimestamp(window_start), {starts:Array(UInt32)})';
  return await seriesQuery(
    client,
    tenant,
    scope,
    'quarter-hour',
    first.start,
    last.end,
    `{starts:Array(UInt32)}[${place}]`,
    `AND ${place} > 0 AND toUnixTimestamp(window_start) < {ends:Array(UInt32)}[${place}]`,
    { starts, ends },
  );
}

async function seriesQuery(
  client: MeasurementClient,
  tenant: TenantId,
  scope: SeriesScope,
  resolution: Resolution,
  from: number,
  to: number,
  window: string,
  condition: string,
  parameters: Record<string, unknown>,
): Promise<SeriesWindows> {
  const source = sourceOf(scope);
  const [measured, estimated, revised, suspect, missing] = source.counts;
  const columns = await queryColumns<SeriesWindows>(
    client,
    `
      SELECT owner, at * 1000 AS start, total AS energyMilliwattHours, ${WORST_STATE} AS state, ${WORST_QUALITY} AS quality,
        if(measured + estimated + revised + suspect + missing = 0, 0,
          measured / (measured + estimated + revised + suspect + missing)) AS measuredShare
      FROM (
        SELECT ${source.owner} AS owner, ${window} AS at, sum(energy_milliwatt_hours) AS total, ${source.states} AS states,
          ${measured} AS measured, ${estimated} AS estimated, ${revised} AS revised, ${suspect} AS suspect, ${missing} AS missing
        FROM ${source.table} FINAL
        WHERE ${WITHIN} AND resolution = {resolution:String} ${source.condition} ${condition}
        GROUP BY owner, at
      )
      ORDER BY owner, start`,
    { tenant, resolution, from: from / 1_000, to: to / 1_000, ...source.parameters, ...parameters },
  );
  return columns;
}
