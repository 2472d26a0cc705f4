import type { TestPlatform } from '@citywatt/test-harness/platform';
import { createClient } from '@clickhouse/client';
import type { Recount } from './lisbon-hours.ts';

interface Row {
  readonly district: string;
  readonly resolution: 'hour' | 'day';
  readonly start: string;
  readonly energy: string;
}

/** Reads the district hours and days of a city as any client of ClickHouse would. */
export async function storedRollups(platform: TestPlatform, city: string): Promise<Recount> {
  const client = clickhouse(platform);
  try {
    const answer = await client.query({
      query: `SELECT district, resolution, formatDateTime(window_start, '%Y-%m-%dT%H:%i:%S.000Z', 'UTC') AS start,
                     toString(energy_milliwatt_hours) AS energy
              FROM district_rollups FINAL WHERE city = {city:String} AND resolution IN ('hour', 'day')`,
      query_params: { city },
      format: 'JSONEachRow',
    });
    const rows = await answer.json<Row>();
    const of = (resolution: Row['resolution']) =>
      new Map(
        rows
          .filter((row) => row.resolution === resolution)
          .map((row) => [`${row.district} ${row.start}`, Number(row.energy)]),
      );
    return { hours: of('hour'), days: of('day') };
  } finally {
    await client.close();
  }
}

export async function optimizeRollups(platform: TestPlatform): Promise<void> {
  const client = clickhouse(platform);
  try {
    for (const table of ['raw_segments', 'sensor_rollups', 'district_rollups']) {
      await client.command({ query: `OPTIMIZE TABLE ${table} FINAL` });
    }
  } finally {
    await client.close();
  }
}

/** The first few windows that differ, in words; empty when all are equal. */
export function differences(expected: Recount, found: Recount): string[] {
  const lines: string[] = [];
  for (const kind of ['hours', 'days'] as const) {
    const keys = new Set([...expected[kind].keys(), ...found[kind].keys()]);
    for (const key of keys) {
      const [want, got] = [expected[kind].get(key), found[kind].get(key)];
      if (want !== got) lines.push(`${kind} ${key}: ${got ?? 'nothing'} instead of ${want ?? 'nothing'} mWh`);
    }
  }
  return lines;
}

function clickhouse(platform: TestPlatform) {
  const variables = platform.storeVariables();
  return createClient({
    url: variables['CITYWATT_CLICKHOUSE_URL']!,
    username: variables['CITYWATT_CLICKHOUSE_USER']!,
    password: variables['CITYWATT_CLICKHOUSE_PASSWORD']!,
    database: 'citywatt',
  });
}

/** How many different readings the store holds of a city, repeats counted once. */
export async function storedIdentities(platform: TestPlatform, city: string): Promise<number> {
  const client = clickhouse(platform);
  try {
    const answer = await client.query({
      query: `SELECT uniqExact(district, sensor_number, register, interval_start) AS identities
              FROM raw_readings WHERE city = {city:String}`,
      query_params: { city },
      format: 'JSONEachRow',
    });
    const [row] = await answer.json<{ identities: string }>();
    return Number(row?.identities ?? 0);
  } finally {
    await client.close();
  }
}
