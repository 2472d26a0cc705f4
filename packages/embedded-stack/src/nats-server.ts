import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '@citywatt/service-runtime/environment';
import type { Logger } from '@citywatt/service-runtime/logger';
import { connect } from '@nats-io/transport-node';
import { type NatsAccount, natsConfigurationText } from './nats/configuration.ts';
import { watchHealth } from './nats/watch-health.ts';
import { forgetProcess, recordProcess, stopLeftover } from './process/leftover.ts';
import { type StoreProcess, spawnStore, untilReady } from './process/store-process.ts';

export interface NatsServerOptions {
  /** The program, as `locateNatsServer` finds it. */
  readonly program: string;
  /** `nats/` and `logs/` are made in it. */
  readonly dataFolder: string;
  readonly host: string;
  readonly port: number;
  /** The first is the one that `url` names. */
  readonly accounts: readonly [NatsAccount, ...NatsAccount[]];
  /** For the whole process: streams in memory and the server's own heap. */
  readonly memoryMegabytes: number;
  readonly fileMegabytes: number;
  readonly environment: Environment;
  readonly logger: Logger;
}

/** Starts nats-server with JetStream on the data folder and resolves when a client can work with it. */
export async function startNatsServer(options: NatsServerOptions): Promise<StoreProcess> {
  const folder = join(options.dataFolder, 'nats');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  await stopLeftover(folder, 'nats-server', options.logger);
  const system: NatsAccount = { name: 'SYS', user: 'health', password: randomBytes(24).toString('hex') };
  const configurationFile = join(folder, 'nats-server.conf');
  const text = natsConfigurationText({
    host: options.host,
    port: options.port,
    storeFolder: folder,
    accounts: options.accounts,
    system,
    maxMemoryBytes: options.memoryMegabytes * 500_000,
    maxFileBytes: options.fileMegabytes * 1_000_000,
  });
  writeFileSync(configurationFile, text, { mode: 0o600 });
  const store = spawnStore({
    name: 'nats',
    command: options.program,
    args: ['--config', configurationFile],
    environment: { ...options.environment, GOMEMLIMIT: `${options.memoryMegabytes}MiB` },
    logFile: join(options.dataFolder, 'logs', 'nats.log'),
    stopSignal: 'SIGTERM',
  });
  if (store.pid > 0) await recordProcess(folder, store);
  const [account] = options.accounts;
  await untilReady(store, {
    name: 'nats-server',
    // JetStream reads its streams again before it listens: seconds for some GB after a kill.
    deadlineMs: 60_000,
    probe: async () => {
      const connection = await connect({
        servers: `${options.host}:${options.port}`,
        user: account.user,
        pass: account.password,
        reconnect: false,
        timeout: 2_000,
      });
      await connection.close();
    },
  });
  const endWatch = watchHealth(`${options.host}:${options.port}`, system, (reason) => {
    options.logger.error({ reason }, 'nats-server can write no more and is ended, to be started again');
    void store.stop();
  });
  void store.exited.then(endWatch);
  return {
    name: 'nats',
    url: natsUrl(options.host, options.port, account),
    pid: store.pid,
    exited: store.exited,
    async stop() {
      await store.stop();
      forgetProcess(folder);
    },
  };
}

export function natsUrl(host: string, port: number, account: NatsAccount): string {
  return `nats://${account.user}:${account.password}@${host}:${port}`;
}
