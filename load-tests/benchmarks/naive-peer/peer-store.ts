import type { MeasurementClient } from '@citywatt/measurement-store/connection';
import type { Resolution } from '@citywatt/measurement-store/rows';

/** A row as the peer inserts it; the views add its energy to four windows. */
export interface PeerRow {
  readonly district: string;
  readonly sensor: string;
  /** When it was read, ISO 8601. */
  readonly time: string;
  /** What the register showed, or the interval's energy. */
  readonly value: number;
  /** What it adds, and the moment whose windows it is added to. */
  readonly energy: number;
  readonly counted_at: string;
}

const WINDOW_OF: Readonly<Record<Resolution, string>> = {
  minute: 'toStartOfMinute(counted_at)',
  'quarter-hour': 'toStartOfFifteenMinutes(counted_at)',
  hour: 'toStartOfHour(counted_at)',
  day: "toDateTime(toStartOfDay(counted_at, 'Europe/Lisbon'), 'UTC')",
};
export const RESOLUTIONS = Object.keys(WINDOW_OF) as readonly Resolution[];
const tableOf = (resolution: Resolution) => `energy_by_${resolution.replace('-', '_')}`;

export async function createPeerTables(client: MeasurementClient): Promise<void> {
  await client.command({
    query: `CREATE TABLE readings (
              district LowCardinality(String), sensor LowCardinality(String), time DateTime64(3, 'UTC'),
              value Int64, energy Int64, counted_at DateTime64(3, 'UTC')
            ) ENGINE = MergeTree PARTITION BY toYYYYMM(time) ORDER BY (district, sensor, time)`,
  });
  for (const resolution of RESOLUTIONS) {
    const table = tableOf(resolution);
    await client.command({
      query: `CREATE TABLE ${table} (
                district LowCardinality(String), window_start DateTime('UTC'), energy Int64, readings UInt64
              ) ENGINE = SummingMergeTree PARTITION BY toYYYYMM(window_start) ORDER BY (district, window_start)`,
    });
    await client.command({
      query: `CREATE MATERIALIZED VIEW ${table}_view TO ${table} AS
              SELECT district, ${WINDOW_OF[resolution]} AS window_start, sum(energy) AS energy, count() AS readings
              FROM readings GROUP BY district, window_start`,
    });
  }
}

export async function insertPeerRows(client: MeasurementClient, values: readonly PeerRow[]): Promise<void> {
  await client.insert({
    table: 'readings',
    values,
    format: 'JSONEachRow',
    clickhouse_settings: { date_time_input_format: 'best_effort' },
  });
}

export async function countPeerReadings(client: MeasurementClient): Promise<number> {
  const answer = await client.query({ query: 'SELECT count() FROM readings', format: 'JSONCompactEachRow' });
  const [row] = await answer.json<[string]>();
  return Number(row?.[0] ?? 0);
}

/** What each register showed last: a consumer that begins needs it for its next difference. */
export async function lastValues(
  client: MeasurementClient,
): Promise<Map<string, { time: number; value: number }>> {
  const answer = await client.query({
    query: `SELECT sensor, toUnixTimestamp64Milli(max(time)), argMax(value, time) FROM readings
            WHERE counted_at = time GROUP BY sensor`,
    format: 'JSONCompactEachRow',
  });
  const rows = await answer.json<[string, string, string]>();
  return new Map(rows.map(([sensor, time, value]) => [sensor, { time: Number(time), value: Number(value) }]));
}

/** Energy by `district start`. */
export async function peerWindows(
  client: MeasurementClient,
  resolution: Resolution,
): Promise<Map<string, number>> {
  const answer = await client.query({
    query: `SELECT district, toUnixTimestamp(window_start) * 1000, sum(energy) FROM ${tableOf(resolution)}
            GROUP BY district, window_start`,
    format: 'JSONCompactEachRow',
  });
  const rows = await answer.json<[string, string, string]>();
  return new Map(rows.map(([district, start, energy]) => [`${district} ${start}`, Number(energy)]));
}
