import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { processEnvironment } from '@citywatt/service-runtime/environment';
import type { Logger } from '@citywatt/service-runtime/logger';
import { writeEngineConfig } from './clickhouse/environment.ts';
import { forgetProcess, recordProcess, stopLeftover } from './process/leftover.ts';
import { type StoreProcess, spawnStore, untilReady } from './process/store-process.ts';

export interface ClickHouseServerOptions {
  /** `clickhouse/` and `logs/` are made in it. */
  readonly dataFolder: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly memoryMegabytes: number;
  readonly logger: Logger;
}

const ENTRY = fileURLToPath(new URL('./clickhouse/main.ts', import.meta.url));
/** Each running query holds one thread of the pool, and files and compression need some as well. */
const THREADS = '16';

/** Starts the ClickHouse engine behind its HTTP interface and resolves when it answers. */
export async function startClickHouseServer(options: ClickHouseServerOptions): Promise<StoreProcess> {
  const folder = join(options.dataFolder, 'clickhouse');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  await stopLeftover(folder, 'clickhouse', options.logger);
  const store = spawnStore({
    name: 'clickhouse',
    command: process.execPath,
    args: [ENTRY],
    environment: {
      ...processEnvironment(),
      ...writeEngineConfig({ ...options, folder }),
      TZ: 'UTC',
      UV_THREADPOOL_SIZE: THREADS,
    },
    logFile: join(options.dataFolder, 'logs', 'clickhouse.log'),
    stopSignal: 'SIGTERM',
  });
  if (store.pid > 0) await recordProcess(folder, store);
  const url = `http://${options.host}:${options.port}`;
  await untilReady(store, {
    name: 'the ClickHouse engine',
    // It reads its parts again before it listens: seconds for some GB after a kill.
    deadlineMs: 60_000,
    probe: async () => {
      // With the password, so that another server on this port is not taken for this one.
      const answer = await fetch(`${url}/?query=SELECT+1`, {
        headers: { 'x-clickhouse-user': options.user, 'x-clickhouse-key': options.password },
        signal: AbortSignal.timeout(2_000),
      });
      if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    },
  });
  return {
    name: 'clickhouse',
    url,
    pid: store.pid,
    exited: store.exited,
    async stop() {
      await store.stop();
      forgetProcess(folder);
    },
  };
}
