import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { mintApiKey } from '@citywatt/access-policy/api-keys';
import { type PreparedStack, prepareStack } from '@citywatt/embedded-stack/stack';
import { DEMO_TENANT } from '@citywatt/reading-stream/identity';
import { createLogger } from '@citywatt/service-runtime/logger';
import { natsAddress } from '@citywatt/service-runtime/nats-address';
import { freePorts } from '@citywatt/test-harness/free-port';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { wholeEnvironment } from '../../src/environment.ts';
import { type Disk, openDisk } from './disk.ts';
import { KeptProcess } from './kept-process.ts';
import { startService } from './service.ts';
import { StoreProxy } from './store-proxy.ts';

export type StoreName = 'nats' | 'clickhouse' | 'postgres';

export interface ClickHouseAddress {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** The real services on the real stores, each a process that is started again when it ends. */
export interface Bed {
  readonly doorUrl: string;
  readonly apiKey: string;
  /** Straight to the stores, past the proxies. */
  readonly clickhouse: ClickHouseAddress;
  readonly connection: NatsConnection;
  /** All that runs, by name: the three stores, `registry`, `door`, `processor-1`, ... */
  readonly processes: ReadonlyMap<string, KeptProcess>;
  readonly processors: readonly string[];
  /** Between the services and their stores. */
  readonly natsProxy: StoreProxy;
  readonly clickhouseProxy: StoreProxy;
  /** Where the data of all three stores lie; or why this machine has no disk that can be cut off. */
  readonly disk: Disk | string;
  /** Ends the processors and starts them with other variables than before. */
  restartProcessors(environment: Readonly<Record<string, string>>): Promise<void>;
  /** Ends all of it; its logs stay when something went wrong. */
  end(keepLogs: boolean): Promise<string | undefined>;
}

const PROCESSORS = 2;
const READY_MS = 60_000;
const POLL_MS = 50;
const READINGS_MAX_BYTES = '1073741824';
const RAW_RETENTION_DAYS = '7';

export async function openBed(say: (line: string) => void): Promise<Bed> {
  const folder = mkdtempSync(join(tmpdir(), 'citywatt-faults-'));
  const logs = join(folder, 'logs');
  const disk = await openDisk(folder);
  const dataFolder = join(typeof disk === 'string' ? folder : disk.folder, 'data');
  const [nats, clickhouse, postgres, subgraph, door, doorMetrics, ...metrics] = (await freePorts(
    6 + PROCESSORS,
  )) as [number, number, number, number, number, number, ...number[]];
  const stack = prepareStack({
    dataFolder,
    ports: { nats, clickhouse, postgres },
    logger: createLogger('faults', 'error'),
    environment: wholeEnvironment,
  });
  const proxies = { nats: await StoreProxy.open(nats), clickhouse: await StoreProxy.open(clickhouse) };
  const addresses = variables(stack, proxies);
  let processorEnvironment: Readonly<Record<string, string>> = {};
  const stores = stack.stores.map((store) => new KeptProcess(store.name, store.start, say));
  const service = (name: string, main: string, environment: () => Readonly<Record<string, string>>) => {
    const start = () =>
      startService({
        main,
        environment: { ...wholeEnvironment, ...addresses, ...environment() },
        logFile: join(logs, `${name}.log`),
      });
    return new KeptProcess(name, start, say);
  };
  const processors = metrics.map((port, index) =>
    service(`processor-${index + 1}`, 'processors/district/src/main.ts', () => ({
      CITYWATT_METRICS_PORT: String(port),
      CITYWATT_READINGS_MAX_BYTES: READINGS_MAX_BYTES,
      CITYWATT_RAW_RETENTION_DAYS: RAW_RETENTION_DAYS,
      ...processorEnvironment,
    })),
  );
  const services = [
    service('registry', 'subgraphs/registry/src/main.ts', () => ({
      CITYWATT_NATS_URL: stack.addresses.natsUrl,
      CITYWATT_SUBGRAPH_PORT: String(subgraph),
      CITYWATT_REGISTRY_SEED: 'none',
    })),
    service('door', 'ingest/http/src/main.ts', () => ({
      CITYWATT_HTTP_DOOR_PORT: String(door),
      CITYWATT_METRICS_PORT: String(doorMetrics),
    })),
    ...processors,
  ];
  const processes = new Map([...stores, ...services].map((kept) => [kept.name, kept]));
  let connection: NatsConnection | undefined;

  const end = async (keepLogs: boolean) => {
    await connection?.close();
    await Promise.all(services.map((kept) => kept.end()));
    await Promise.all(stores.map((kept) => kept.end()));
    for (const proxy of Object.values(proxies)) proxy.close();
    if (keepLogs && existsSync(join(dataFolder, 'logs')))
      cpSync(join(dataFolder, 'logs'), logs, { recursive: true });
    if (typeof disk !== 'string') await disk.remove();
    rmSync(keepLogs ? dataFolder : folder, { recursive: true, force: true });
    return keepLogs ? logs : undefined;
  };

  try {
    await Promise.all(stores.map((kept) => kept.begin()));
    await Promise.all(services.map((kept) => kept.begin()));
    connection = await connect({
      ...natsAddress(stack.addresses.natsUrl),
      maxReconnectAttempts: -1,
      reconnectTimeWait: 100,
      ignoreAuthErrorAbort: true,
    });
    for (const port of [...metrics, doorMetrics]) await untilReady(port);
    return {
      doorUrl: `http://127.0.0.1:${door}`,
      apiKey: await mintApiKey(connection, { tenant: DEMO_TENANT, scopes: ['ingest'], name: 'faults' }),
      clickhouse: { ...stack.addresses.clickhouse, database: 'citywatt' },
      connection,
      processes,
      processors: processors.map(({ name }) => name),
      natsProxy: proxies.nats,
      clickhouseProxy: proxies.clickhouse,
      disk,
      async restartProcessors(environment) {
        processorEnvironment = environment;
        await Promise.all(processors.map((kept) => kept.kill()));
        for (const port of metrics) await untilReady(port);
      },
      end,
    };
  } catch (error) {
    say(`the bed does not get ready; its logs: ${await end(true)}`);
    throw error;
  }
}

/** By these the services find the stores: through the proxies. */
function variables(
  stack: PreparedStack,
  proxies: { readonly nats: StoreProxy; readonly clickhouse: StoreProxy },
): Record<string, string> {
  const through = (url: string, proxy: StoreProxy) => {
    const address = new URL(url);
    address.port = String(proxy.port);
    return address.href.replace(/\/$/, '');
  };
  return {
    CITYWATT_NATS_URL: through(stack.addresses.natsUrl, proxies.nats),
    CITYWATT_CLICKHOUSE_URL: through(stack.addresses.clickhouse.url, proxies.clickhouse),
    CITYWATT_CLICKHOUSE_USER: stack.addresses.clickhouse.user,
    CITYWATT_CLICKHOUSE_PASSWORD: stack.addresses.clickhouse.password,
    CITYWATT_POSTGRES_URL: stack.addresses.postgresUrl,
    CITYWATT_PRINCIPAL_SECRET: stack.secrets.principalSecret,
  };
}

async function untilReady(metricsPort: number): Promise<void> {
  const deadline = Date.now() + READY_MS;
  let said = 'no answer';
  while (Date.now() < deadline) {
    const answer = await fetch(`http://127.0.0.1:${metricsPort}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    said = (await answer?.text()) ?? said;
    await delay(POLL_MS);
  }
  throw new Error(`the bed does not get ready: ${said}`);
}
