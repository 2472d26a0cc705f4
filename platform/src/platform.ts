import { setTimeout as delay } from 'node:timers/promises';
import { identityOf } from '@citywatt/embedded-stack/process-identity';
import { type PreparedStack, prepareStack } from '@citywatt/embedded-stack/stack';
import type { Environment } from '@citywatt/service-runtime/environment';
import { createLogger } from '@citywatt/service-runtime/logger';
import { ensureStartKeys } from './api-keys.ts';
import { kindOf, type PlatformConfig, type ProcessName } from './environment.ts';
import { folderBytes } from './folder-size.ts';
import { assertPortsFree } from './ports.ts';
import { openProcessLog, type ProcessLog } from './process-log.ts';
import { reloadOnChange } from './reload.ts';
import { clearEarlierRun, removeRunFile, writeRunFile } from './run-file.ts';
import { serviceEnvironment } from './service-environment.ts';
import { startServiceProcess } from './service-process.ts';
import { storeVariables } from './store-variables.ts';
import { type Supervised, supervise } from './supervisor.ts';
import { buildWeb } from './web-build.ts';

export interface PlatformOptions {
  /** The checkout. */
  readonly root: string;
  readonly config: PlatformConfig;
  readonly environment: Environment;
  readonly reload: boolean;
  /** Aborted when the platform is to end. */
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

export interface Platform {
  /** Resolves when everything has ended after `signal`. */
  readonly ended: Promise<void>;
}

const READY_DEADLINE_MS = 120_000;

/**
 * Starts stores, then processors, doors, graph and city, each supervised, and says the URLs once a reading can go in
 * and be read.
 * @throws {PortTaken | AlreadyRunning | StoreStartError | NatsServerMissing} after ending whatever had started.
 */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { config, signal, say } = options;
  const startedAt = performance.now();
  await clearEarlierRun(config.dataFolder, say);
  const logs: ProcessLog[] = [];
  const log = (name: string) => {
    const opened = openProcessLog(config.dataFolder, name, say);
    logs.push(opened);
    return opened;
  };
  const stack = prepareStack({
    dataFolder: config.dataFolder,
    ports: config.ports,
    logger: storeLogger(say),
    environment: options.environment,
  });
  await stack.endLeftovers();
  await assertPortsFree(config.host, config.ports);
  const children = new Map<string, Supervised>();
  const events = {
    say: (line: string) => {
      if (!signal.aborted) say(line);
    },
    changed: () => {
      try {
        recordRun(options, stack, children);
      } catch (error) {
        // A full disk must not end the one that starts the stores again once there is room.
        events.say(`run.json cannot be written: ${error instanceof Error ? error.message : error}`);
      }
    },
  };

  const stop = async () => {
    const end = (name: string) => children.get(name)?.stop();
    await Promise.all([end('city'), end('doors')]);
    await end('graph');
    await Promise.all(config.processors.map(end));
    await Promise.all(stack.stores.map((store) => end(store.name)));
    for (const opened of logs) opened.close();
    removeRunFile(config.dataFolder);
  };

  try {
    say(`Citywatt starts; data in ${config.dataFolder}`);
    const web = config.webFolder
      ? Promise.resolve(config.webFolder)
      : buildWeb(options.root, options.reload, signal, say);
    // Awaited below, when the stores run; until then its failure must not end the process and leave them behind.
    web.catch(() => {});
    for (const store of stack.stores) {
      children.set(store.name, supervise({ name: store.name, start: () => store.start() }, events));
    }
    await Promise.race([
      Promise.all([...children.values()].map((child) => child.firstStart)),
      aborted(signal),
    ]);
    if (!signal.aborted) say(`stores run (${seconds(startedAt)})`);
    const keys = signal.aborted
      ? undefined
      : await ensureStartKeys(config.dataFolder, stack.addresses.natsUrl);
    const webFolder = await web;
    if (!signal.aborted && keys) {
      const names: ProcessName[] = [
        ...config.processors,
        'doors',
        'graph',
        ...(config.city ? (['city'] as const) : []),
      ];
      for (const name of names) {
        const processLog = log(name);
        const environment = serviceEnvironment({
          name,
          config,
          stack,
          webFolder,
          cityKey: keys.city,
          environment: options.environment,
        });
        const entry = new URL(`processes/${kindOf(name)}.ts`, import.meta.url);
        const starter = {
          name,
          start: () => startServiceProcess({ name, entry, environment, log: processLog }),
        };
        children.set(name, supervise(starter, events));
      }
      if (options.reload) reloadOnChange(options.root, children, signal, say);
      await announceWhenReady(options, startedAt, keys.shownOnce);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { ended: aborted(signal).then(stop) };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

async function announceWhenReady(
  options: PlatformOptions,
  startedAt: number,
  key: string | undefined,
): Promise<void> {
  const { config, signal, say } = options;
  const page = `http://localhost:${config.ports.gateway}`;
  const readiness = await untilReady(`http://${config.host}:${config.ports.gateway}/readyz`, signal);
  if (signal.aborted) return;
  if (readiness !== undefined) {
    say(`not ready after ${READY_DEADLINE_MS / 1_000} s: ${readiness}`);
    say(`logs are in ${config.dataFolder}/logs; what does not run is started again`);
  } else {
    say(
      `ready in ${seconds(startedAt)}; the data folder holds ${megabytes(await folderBytes(config.dataFolder))}`,
    );
  }
  say('');
  say(`  dashboard  ${page}`);
  say(`  GraphQL    ${page}/graphql    explore it at ${page}/graphiql`);
  say(
    `  door       http://localhost:${config.ports.httpDoor}/ingest    described at http://localhost:${config.ports.httpDoor}/openapi.json`,
  );
  if (key) say(`  key        ${key}    shown once; "npm run key" mints another`);
  say('');
  say('Everything listens on loopback only, until accounts exist. Ctrl-C stops it.');
}

/** Resolves to nothing when it answers 200, or to what it said last. */
async function untilReady(url: string, signal: AbortSignal): Promise<string | undefined> {
  const deadline = performance.now() + READY_DEADLINE_MS;
  let said = 'no answer';
  while (performance.now() < deadline && !signal.aborted) {
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) });
      if (answer.ok) return undefined;
      said = (await answer.text()).trim();
    } catch (error) {
      said = error instanceof Error ? error.message : String(error);
    }
    await delay(100, undefined, { signal }).catch(() => {});
  }
  return said;
}

function recordRun(
  options: PlatformOptions,
  stack: PreparedStack,
  children: ReadonlyMap<string, Supervised>,
): void {
  const { config } = options;
  const self = identityOf(process.pid);
  if (!self) return;
  const ports: ReadonlyMap<string, number> = config.ports.metrics;
  writeRunFile({
    ...self,
    dataFolder: config.dataFolder,
    urls: {
      dashboard: `http://localhost:${config.ports.gateway}`,
      graphql: `http://localhost:${config.ports.gateway}/graphql`,
      door: `http://localhost:${config.ports.httpDoor}`,
    },
    processes: [...children.values()].flatMap((child) => {
      const identity = child.pid === undefined ? undefined : identityOf(child.pid);
      if (!identity) return [];
      const port = ports.get(child.name);
      return [
        {
          name: child.name,
          ...identity,
          ...(port === undefined ? {} : { metricsUrl: `http://${config.host}:${port}/metrics` }),
        },
      ];
    }),
    environment: storeVariables(stack),
  });
}

/** What the stores' starters say goes to the operator in short lines. */
function storeLogger(say: (line: string) => void) {
  const logger = createLogger('stores', 'info');
  const short = (fields: unknown, message?: string) => {
    if (typeof fields === 'string') return say(fields);
    const details = Object.values((fields ?? {}) as Record<string, unknown>).filter(
      (value) => typeof value === 'string',
    );
    say([message, ...details].filter(Boolean).join(': '));
  };
  return Object.assign(Object.create(logger), { info: short, warn: short, error: short }) as typeof logger;
}

const seconds = (since: number) => `${((performance.now() - since) / 1_000).toFixed(1)} s`;
const megabytes = (bytes: number) => `${Math.round(bytes / 1e6).toLocaleString('en')} MB`;
