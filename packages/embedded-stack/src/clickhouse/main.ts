import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { processEnvironment } from '@citywatt/service-runtime/environment';
import { createLogger } from '@citywatt/service-runtime/logger';
import { drainPending } from 'chdb';
import { readEngineConfig } from './environment.ts';
import { createInterface } from './interface.ts';
import { openSessionPool, type SessionPool } from './session-pool.ts';
import { openSpool } from './spool.ts';

/** The process of the ClickHouse engine: one owner of its folder, the HTTP interface in front of it. */
const SESSIONS = 6;
const DRAIN_DEADLINE_MS = 10_000;

const logger = createLogger('clickhouse');
const config = readEngineConfig(processEnvironment());
const pool = openPool();
// After the engine has its lock: the rows in the folder may be those of a living owner.
const spool = openSpool(join(config.folder, 'spool'));
const server = createInterface({ pool, spool, credentials: config });

server.on('error', (error) => {
  logger.fatal({ err: error }, 'the interface cannot listen');
  process.exit(1);
});
server.listen(config.port, config.host, () =>
  logger.info({ version: pool.version }, 'the ClickHouse engine listens'),
);

let stopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), DRAIN_DEADLINE_MS).unref();
    // What runs is answered; kept-alive connections that wait for nothing are closed.
    server.close(async () => {
      pool.close();
      await drainPending();
      process.exit(0);
    });
    server.closeIdleConnections();
  });
}

function openPool(): SessionPool {
  const store = join(config.folder, 'store');
  try {
    return openSessionPool(store, SESSIONS, [`--config-file=${writeServerConfig()}`]);
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 500) : String(error);
    logger.fatal({ store, reason }, 'the engine cannot open its folder: does another process own it?');
    process.exit(1);
  }
}

/** Without it the engine takes nine tenths of the machine's memory. */
function writeServerConfig(): string {
  const bytes = config.memoryMegabytes * 1_000_000;
  const file = join(config.folder, 'engine.xml');
  writeFileSync(
    file,
    `<clickhouse>
  <max_server_memory_usage>${bytes}</max_server_memory_usage>
  <mark_cache_size>${Math.round(bytes / 10)}</mark_cache_size>
  <uncompressed_cache_size>0</uncompressed_cache_size>
</clickhouse>
`,
  );
  return file;
}
