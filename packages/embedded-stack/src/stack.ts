import { join } from 'node:path';
import type { Environment } from '@citywatt/service-runtime/environment';
import type { Logger } from '@citywatt/service-runtime/logger';
import { startClickHouseServer } from './clickhouse-server.ts';
import { readEmbeddedEnvironment } from './environment.ts';
import type { NatsAccount } from './nats/configuration.ts';
import { defaultCacheFolder, locateNatsServer } from './nats/locate.ts';
import { natsUrl, startNatsServer } from './nats-server.ts';
import { postgresUrl, startPostgresServer } from './postgres-server.ts';
import { stopLeftover } from './process/leftover.ts';
import type { StoreProcess } from './process/store-process.ts';
import { readSecrets, type Secrets } from './secrets.ts';

export type { NatsAccount } from './nats/configuration.ts';
export type { StoreProcess } from './process/store-process.ts';

const HOST = '127.0.0.1';
const CLICKHOUSE_USER = 'citywatt';

/** Megabytes; the defaults leave most of an 8 GB machine to whoever works on it. */
export interface StackCaps {
  readonly natsMemory: number;
  readonly natsFile: number;
  readonly clickhouseMemory: number;
}

const DEFAULT_CAPS: StackCaps = { natsMemory: 768, natsFile: 4_000, clickhouseMemory: 1_500 };

export interface StackOptions {
  readonly dataFolder: string;
  readonly ports: { readonly nats: number; readonly clickhouse: number; readonly postgres: number };
  readonly logger: Logger;
  /** Of the whole process: PATH, HOME, CITYWATT_NATS_SERVER, XDG_CACHE_HOME. */
  readonly environment: Environment;
  readonly caps?: Partial<StackCaps>;
  /** Further accounts of NATS, each with a JetStream of its own (tests). */
  readonly natsAccounts?: readonly NatsAccount[];
}

/** The addresses in the form in which services read them from their environment. */
export interface StackAddresses {
  readonly natsUrl: string;
  readonly clickhouse: { readonly url: string; readonly user: string; readonly password: string };
  readonly postgresUrl: string;
}

/** One store, not yet started: whoever supervises it may start it again and again. */
export interface StoreStarter {
  readonly name: 'nats' | 'clickhouse' | 'postgres';
  readonly port: number;
  start(): Promise<StoreProcess>;
}

export interface PreparedStack {
  /** Ends the stores that an earlier process left running on this data folder: those very processes, no others. */
  endLeftovers(): Promise<void>;
  readonly addresses: StackAddresses;
  readonly secrets: Secrets;
  readonly stores: readonly StoreStarter[];
}

/** Knows how to start the three stores of a data folder, and their addresses, before any of them runs. */
export function prepareStack(options: StackOptions): PreparedStack {
  const { dataFolder, ports, logger, environment } = options;
  const caps = { ...DEFAULT_CAPS, ...options.caps };
  const secrets = readSecrets(dataFolder);
  const account: NatsAccount = { name: 'CITYWATT', user: 'citywatt', password: secrets.natsPassword };
  const postgresAddress = { host: HOST, port: ports.postgres, password: secrets.postgresPassword };
  const clickhouse = { user: CLICKHOUSE_USER, password: secrets.clickhousePassword };
  return {
    async endLeftovers() {
      for (const [folder, name] of [
        ['nats', 'nats-server'],
        ['clickhouse', 'clickhouse'],
        ['postgres', 'postgres'],
      ] as const) {
        await stopLeftover(join(dataFolder, folder), name, logger);
      }
    },
    secrets,
    addresses: {
      natsUrl: natsUrl(HOST, ports.nats, account),
      clickhouse: { url: `http://${HOST}:${ports.clickhouse}`, ...clickhouse },
      postgresUrl: postgresUrl(postgresAddress, 'citywatt'),
    },
    stores: [
      {
        name: 'nats',
        port: ports.nats,
        start: async () => {
          const { natsServer, xdgCacheHome, searchPath } = readEmbeddedEnvironment(environment);
          const cacheFolder = defaultCacheFolder(xdgCacheHome);
          const program = await locateNatsServer({ program: natsServer, searchPath, cacheFolder, logger });
          return await startNatsServer({
            program,
            dataFolder,
            host: HOST,
            port: ports.nats,
            accounts: [account, ...(options.natsAccounts ?? [])],
            memoryMegabytes: caps.natsMemory,
            fileMegabytes: caps.natsFile,
            environment,
            logger,
          });
        },
      },
      {
        name: 'clickhouse',
        port: ports.clickhouse,
        start: () =>
          startClickHouseServer({
            dataFolder,
            host: HOST,
            port: ports.clickhouse,
            ...clickhouse,
            memoryMegabytes: caps.clickhouseMemory,
            logger,
          }),
      },
      {
        name: 'postgres',
        port: ports.postgres,
        start: () =>
          startPostgresServer({ ...postgresAddress, dataFolder, database: 'citywatt', environment, logger }),
      },
    ],
  };
}

export interface Stack {
  readonly addresses: StackAddresses;
  readonly secrets: Secrets;
  readonly children: readonly StoreProcess[];
  stop(): Promise<void>;
}

/** Starts the three stores at once, unsupervised; if one does not come up, the others are ended and its error thrown. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const prepared = prepareStack(options);
  const results = await Promise.allSettled(prepared.stores.map((store) => store.start()));
  const children = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const stop = async () => {
    await Promise.all(children.map((child) => child.stop()));
  };
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  return { addresses: prepared.addresses, secrets: prepared.secrets, children, stop };
}
