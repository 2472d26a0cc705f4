import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';

export type MeasurementClient = ClickHouseClient;

export interface MeasurementStoreConfig {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** Milliseconds after which a request is given up; the engine stops the query too. */
  readonly requestTimeoutMs?: number;
}

/** A client of the measurement store; connections are kept alive, 64-bit integers come as numbers or strings as asked. */
export function connectMeasurementStore(config: MeasurementStoreConfig): MeasurementClient {
  const timeout = config.requestTimeoutMs ?? 60_000;
  return createClient({
    url: config.url,
    username: config.user,
    password: config.password,
    database: config.database,
    request_timeout: timeout,
    max_open_connections: 16,
    // What goes wrong is thrown, and said by whoever repeats it.
    log: { level: ClickHouseLogLevel.OFF },
    compression: { request: false, response: false },
    clickhouse_settings: {
      async_insert: 0,
      output_format_json_quote_64bit_integers: 1,
      max_execution_time: Math.ceil(timeout / 1_000),
    },
  });
}
