import { readdir, readFile } from 'node:fs/promises';
import { connectMeasurementStore, type MeasurementStoreConfig } from './connection.ts';

const LONGEST_RETENTION_DAYS = 20_000;
const SCHEMA_FOLDER = new URL('../schema/', import.meta.url);

/** Counted from when the readings came in: by event time the first merge would delete every backfill. */
export interface RetentionDays {
  /** Raw readings and minute rollups. */
  readonly raw: number;
  /** Quarter hours. Hours and days are kept for ever. */
  readonly quarterHour: number;
}

/**
 * Creates the database if it is missing and runs the numbered files of `schema/` that have not run, in order. A file that
 * was broken off is run again from its beginning. One at a time: ClickHouse has no lock, so whoever calls holds one.
 * @param lost no statement is begun once it is aborted.
 */
export async function migrateMeasurementStore(
  config: MeasurementStoreConfig,
  retention: RetentionDays,
  lost?: AbortSignal,
): Promise<void> {
  const server = connectMeasurementStore({ ...config, database: 'default' });
  try {
    await server.command({
      query: 'CREATE DATABASE IF NOT EXISTS {database:Identifier}',
      query_params: { database: config.database },
    });
  } finally {
    await server.close();
  }
  const client = connectMeasurementStore(config);
  try {
    await client.command({
      query: `CREATE TABLE IF NOT EXISTS schema_migrations (file String, ran_at DateTime DEFAULT now())
              ENGINE = ReplacingMergeTree ORDER BY file SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
    });
    const answer = await client.query({
      query: 'SELECT DISTINCT file FROM schema_migrations',
      format: 'JSONEachRow',
    });
    const done = new Set((await answer.json<{ file: string }>()).map((row) => row.file));
    const files = (await readdir(SCHEMA_FOLDER)).filter((file) => /^\d{4}_.*\.sql$/.test(file)).sort();
    for (const file of files) {
      if (done.has(file)) continue;
      for (const statement of await statementsOf(file)) {
        lost?.throwIfAborted();
        await client.command({ query: statement });
      }
      await client.insert({ table: 'schema_migrations', values: [{ file }], format: 'JSONEachRow' });
    }
    await applyRetention(client, retention);
  } finally {
    await client.close();
  }
}

async function statementsOf(file: string): Promise<string[]> {
  const text = await readFile(new URL(file, SCHEMA_FOLDER), 'utf8');
  return text
    .replaceAll(/^--.*$/gm, '')
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter(Boolean);
}

async function applyRetention(client: ReturnType<typeof connectMeasurementStore>, retention: RetentionDays) {
  const raw = `toDateTime(ingest_time) + toIntervalDay(${days(retention.raw)})`;
  // A row that nothing falls into any more has no time: without it the one before it would count again.
  const rollup = (resolution: string, kept: number) =>
    `toDateTime(oldest_ingest_time) + toIntervalDay(${days(kept)}) WHERE (resolution = '${resolution}') AND (toUnixTimestamp(oldest_ingest_time) > 0)`;
  const minute = rollup('minute', retention.raw);
  const quarter = rollup('quarter-hour', retention.quarterHour);
  const wanted = { raw_segments: raw, sensor_rollups: quarter, district_rollups: `${minute}, ${quarter}` };
  for (const [table, ttl] of Object.entries(wanted)) {
    const answer = await client.query({
      query:
        'SELECT create_table_query AS text FROM system.tables WHERE database = currentDatabase() AND name = {table:String}',
      query_params: { table },
      format: 'JSONEachRow',
    });
    const [row] = await answer.json<{ text: string }>();
    if (row?.text.includes(`TTL ${ttl}`)) continue;
    await client.command({
      query: `ALTER TABLE ${table} MODIFY TTL ${ttl}`,
      clickhouse_settings: { materialize_ttl_after_modify: 0 },
    });
  }
}

function days(value: number): number {
  // DateTime ends in 2106 and wraps: a retention beyond it would delete everything at once.
  if (!Number.isInteger(value) || value < 1 || value > LONGEST_RETENTION_DAYS)
    throw new RangeError(
      `retention of ${value} days is not a whole number of 1 to ${LONGEST_RETENTION_DAYS}`,
    );
  return value;
}
