import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '@citywatt/service-runtime/environment';
import type { Logger } from '@citywatt/service-runtime/logger';
import { Client } from 'pg';
import { postgresPrograms } from './postgres/binaries.ts';
import { ensureCluster, POSTGRES_USER, removeStaleLock, serverSettings } from './postgres/cluster.ts';
import { chooseRunAs } from './postgres/unprivileged.ts';
import { forgetProcess, recordProcess, stopLeftover } from './process/leftover.ts';
import { type StoreProcess, spawnStore, untilReady } from './process/store-process.ts';

export interface PostgresServerOptions {
  /** `postgres/` and `logs/` are made in it. */
  readonly dataFolder: string;
  readonly host: string;
  readonly port: number;
  readonly password: string;
  /** Made when it is missing; the one that `url` names. */
  readonly database: string;
  readonly environment: Environment;
  readonly logger: Logger;
}

/** Starts PostgreSQL on the data folder, as root too, and resolves when the database takes queries. */
export async function startPostgresServer(options: PostgresServerOptions): Promise<StoreProcess> {
  const folder = join(options.dataFolder, 'postgres');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  await stopLeftover(folder, 'postgres', options.logger);
  const programs = postgresPrograms();
  const runAs = await chooseRunAs(folder, options.logger);
  const { environment, password } = options;
  const cluster = await ensureCluster({ initdb: programs.initdb, folder, password, runAs, environment });
  removeStaleLock(cluster);
  const [command, ...args] = [
    ...runAs.prefix,
    programs.postgres,
    '-D',
    cluster,
    ...serverSettings(options.host, options.port),
  ];
  const store = spawnStore({
    name: 'postgres',
    command: command as string,
    args,
    environment: { ...environment, LC_ALL: 'C' },
    logFile: join(options.dataFolder, 'logs', 'postgres.log'),
    // "Fast": open sessions are ended. SIGTERM would wait for the last client to go.
    stopSignal: 'SIGINT',
    user: runAs.user,
  });
  if (store.pid > 0) await recordProcess(folder, store);
  await untilReady(store, {
    name: 'PostgreSQL',
    deadlineMs: 60_000,
    probe: () => ensureDatabase(postgresUrl(options, 'postgres'), options.database),
  });
  return {
    name: 'postgres',
    url: postgresUrl(options, options.database),
    pid: store.pid,
    exited: store.exited,
    async stop() {
      await store.stop();
      forgetProcess(folder);
    },
  };
}

export function postgresUrl(
  address: { readonly host: string; readonly port: number; readonly password: string },
  database: string,
): string {
  return `postgres://${POSTGRES_USER}:${address.password}@${address.host}:${address.port}/${database}`;
}

async function ensureDatabase(url: string, database: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
  } finally {
    await client.end().catch(() => {});
  }
}
