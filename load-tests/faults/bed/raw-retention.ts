import { createClient } from '@clickhouse/client';
import type { ClickHouseAddress } from './bed.ts';

export interface RawRetention {
  /** What is stored of the city is as old as if it had come in before the raw retention, and what expires is gone. */
  passes(): Promise<void>;
  close(): Promise<void>;
}

/** A day more than raw readings are kept on this bed. */
const AGE_DAYS = 8;
const INGEST_TIMES = ['ingest_time', 'oldest_ingest_time'];

export function openRawRetention(address: ClickHouseAddress, city: string): RawRetention {
  const client = createClient({
    url: address.url,
    username: address.user,
    password: address.password,
    database: address.database,
  });
  /** Which column of which table says when its readings came in. */
  const ingestTimes = async () => {
    const answer = await client.query({
      query: `SELECT table, name AS column FROM system.columns
              WHERE database = currentDatabase() AND name IN {names:Array(String)}
                AND table IN (SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree')`,
      query_params: { names: INGEST_TIMES },
      format: 'JSONEachRow',
    });
    return await answer.json<{ readonly table: string; readonly column: string }>();
  };
  return {
    async passes() {
      for (const { table, column } of await ingestTimes()) {
        await client.command({
          query: `ALTER TABLE ${table} UPDATE ${column} = ${column} - toIntervalDay(${AGE_DAYS}) WHERE city = {city:String}`,
          query_params: { city },
          clickhouse_settings: { mutations_sync: '2' },
        });
        await client.command({ query: `OPTIMIZE TABLE ${table} FINAL` });
      }
    },
    close: () => client.close(),
  };
}
