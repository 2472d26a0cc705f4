import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import type { Resolution } from './recount.ts';

export interface StoredWindow {
  readonly resolution: Resolution;
  /** `district start`, in milliseconds since 1970 UTC. */
  readonly key: string;
  /** Milliwatt-hours. */
  readonly energy: number;
}

/** Reads what is stored of a city, as any client of ClickHouse would. */
export interface StoredCity {
  /** Windows of nothing left out; minutes only from `minutesFrom` on. */
  windows(minutesFrom: number): Promise<StoredWindow[]>;
  /** Different raw readings. */
  identities(): Promise<number>;
  close(): Promise<void>;
}

const TIMEOUT_MS = 10_000;

export function openStoredCity(
  address: {
    readonly url: string;
    readonly user: string;
    readonly password: string;
    readonly database: string;
  },
  city: string,
): StoredCity {
  const client = createClient({
    url: address.url,
    username: address.user,
    password: address.password,
    database: address.database,
    request_timeout: TIMEOUT_MS,
    log: { level: ClickHouseLogLevel.OFF },
  });
  const rows = async <Row>(query: string, parameters: Readonly<Record<string, unknown>> = {}) => {
    const answer = await client.query({
      query,
      query_params: { city, ...parameters },
      format: 'JSONCompactEachRow',
    });
    return await answer.json<Row>();
  };
  return {
    async windows(minutesFrom) {
      const found = await rows<[Resolution, string, string, string]>(
        `SELECT resolution, district, toUnixTimestamp(window_start) * 1000, toString(energy_milliwatt_hours)
         FROM district_rollups FINAL
         WHERE tenant = 'demo' AND city = {city:String} AND energy_milliwatt_hours != 0
           AND (resolution != 'minute' OR window_start >= fromUnixTimestamp({from:Int64}))`,
        { from: Math.floor(minutesFrom / 1_000) },
      );
      return found.map(([resolution, district, start, energy]) => ({
        resolution,
        key: `${district} ${start}`,
        energy: Number(energy),
      }));
    },
    async identities() {
      const [row] = await rows<[string]>(
        `SELECT toString(uniqExact(district, sensor_number, register, interval_start)) FROM raw_readings
         WHERE tenant = 'demo' AND city = {city:String}`,
      );
      return Number(row?.[0] ?? 0);
    },
    close: () => client.close(),
  };
}
