import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { tagsOfChanges } from '@citywatt/measurement-store/change-tags';
import { CACHE_INVALIDATE_SUBJECT, encodeInvalidation } from '@citywatt/service-runtime/cache-invalidation';
import { freePorts } from '@citywatt/test-harness/free-port';
import { openOwnStores } from '@citywatt/test-harness/own-stores';
import type { NatsConnection } from '@nats-io/transport-node';
import { type Benchmark, type Figure, figure } from '../src/benchmark.ts';
import { usageOf } from '../src/process-usage.ts';
import { hive, installHive } from './gateway-peers/hive.ts';
import { ours } from './gateway-peers/ours.ts';
import {
  type Program,
  root,
  type StartedGateway,
  startGateway,
  startWorker,
} from './gateway-peers/started.ts';
import type { FleetRequest } from './gateway-queries/fleet.ts';
import type { PagesReport, PagesRequest } from './gateway-queries/pages.ts';

export const about =
  "the dashboard's queries: requests and CPU beside plain Apollo and Hive Gateway, cache off and on";

type Name = 'ours' | 'plain' | 'Hive' | 'ours, cache' | 'Hive, cache';

interface Round {
  readonly requestsASecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly gatewayNanoseconds: number;
  readonly subgraphNanoseconds: number;
}

const CITIES = 10;
/** The processor writes live windows about each second, and says so for each of its cities. */
const INVALIDATE_EVERY_MS = 1_000;

/**
 * The subgraphs are those of the dashboard by their SDL, with made cities and kept answers (`gateway-queries/fleet.ts`);
 * gateways, subgraphs and pages are processes of their own. All gateways answer the same requests, which are compared
 * first. They take turns round by round, and the best round of each counts.
 */
export const run: Benchmark = async ({ short, args, testStack, say }) => {
  const given = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: short ? '1' : '4' },
      'round-ms': { type: 'string', default: short ? '1000' : '5000' },
      connections: { type: 'string', default: '32' },
      'without-hive': { type: 'boolean', default: false },
    },
  }).values;
  const missing = given['without-hive'] ? 'left out' : await installHive(say);
  if (missing !== undefined) say(`Hive Gateway is skipped: ${missing}`);
  const withHive = missing === undefined;

  await using stores = await openOwnStores((await testStack()).address);
  const nats = await stores.connectNats();
  const folder = await mkdtemp(join(tmpdir(), 'gateway-queries-'));
  const names: Name[] = [
    'ours',
    'plain',
    'ours, cache',
    ...(withHive ? (['Hive', 'Hive, cache'] as const) : []),
  ];
  const [registryPort = 0, consumptionPort = 0, ...ports] = await freePorts(2 + names.length);
  const supergraph = join(folder, 'supergraph.graphql');
  await writeFile(supergraph, await supergraphAt({ registry: registryPort, consumption: consumptionPort }));
  const fleet = startWorker<FleetRequest, void>(join(import.meta.dirname, 'gateway-queries/fleet.ts'));
  const pages = startWorker<PagesRequest, PagesReport>(join(import.meta.dirname, 'gateway-queries/pages.ts'));
  const gateways = new Map<Name, StartedGateway>();
  const invalidating = setInterval(() => invalidate(nats), INVALIDATE_EVERY_MS);
  try {
    await fleet.ask({ registryPort, consumptionPort });
    for (const [index, name] of names.entries()) {
      say(`starting ${name} ...`);
      const program = programOf(name, supergraph, ports[index]!, stores.natsUrl);
      gateways.set(name, await startGateway(ports[index]!, program));
    }
    await sameAnswers(gateways, pages);

    const best = new Map<Name, Round>();
    for (let round = 1; round <= Number(given.rounds); round++) {
      say(`round ${round} ...`);
      for (const [name, gateway] of gateways) {
        const ask = (forMs: number) =>
          pages.ask({ port: gateway.port, cities: CITIES, connections: Number(given.connections), forMs });
        await ask(Number(given['round-ms']) / 3);
        const before = [usageOf(gateway.pid), usageOf(fleet.pid)] as const;
        const report = await ask(Number(given['round-ms']));
        const nanoseconds = (pid: number, { cpuSeconds }: { cpuSeconds: number }) =>
          ((usageOf(pid).cpuSeconds - cpuSeconds) * 1e9) / report.requests;
        const measured: Round = {
          requestsASecond: (report.requests * 1_000) / report.elapsedMs,
          p50Ms: report.p50Ms,
          p99Ms: report.p99Ms,
          gatewayNanoseconds: nanoseconds(gateway.pid, before[0]),
          subgraphNanoseconds: nanoseconds(fleet.pid, before[1]),
        };
        const known = best.get(name);
        if (known === undefined || measured.requestsASecond > known.requestsASecond) best.set(name, measured);
      }
    }
    return [
      ...beside('cache off', best, 'ours', 'plain', 1.5),
      ...(withHive ? beside('cache off', best, 'ours', 'Hive', 1) : []),
      ...beside('cache on', best, 'ours, cache', 'plain', 3),
      ...(withHive ? beside('cache on', best, 'ours, cache', 'Hive, cache', 1) : []),
    ];
  } finally {
    clearInterval(invalidating);
    await Promise.all([...gateways.values()].map((gateway) => gateway.kill()));
    await Promise.all([fleet.kill(), pages.kill()]);
    await rm(folder, { recursive: true });
  }
};

function beside(
  cell: string,
  rounds: ReadonlyMap<Name, Round>,
  name: Name,
  other: Name,
  goal: number,
): Figure[] {
  const [value, baseline] = [rounds.get(name)!, rounds.get(other)!];
  const title = `${cell}: ours beside ${other.replace(', cache', '')}`;
  return [
    figure(title, value.requestsASecond, 'requests/s', {
      baseline: baseline.requestsASecond,
      goal: Math.round(goal * baseline.requestsASecond),
    }),
    figure(`${title}, CPU of the gateway`, value.gatewayNanoseconds, 'ns/request', {
      baseline: baseline.gatewayNanoseconds,
    }),
    figure(`${title}, CPU of the subgraphs`, value.subgraphNanoseconds, 'ns/request', {
      baseline: baseline.subgraphNanoseconds,
    }),
    figure(`${title}, p50`, value.p50Ms, 'ms', { baseline: baseline.p50Ms }),
    figure(`${title}, p99`, value.p99Ms, 'ms', { baseline: baseline.p99Ms }),
  ];
}

function programOf(name: Name, supergraph: string, port: number, natsUrl: string): Program {
  const common = { CITYWATT_KEY_COST_PER_MINUTE: '0', CITYWATT_TENANT_COST_PER_MINUTE: '0' };
  switch (name) {
    case 'ours':
      return ours(supergraph, port, {
        ...common,
        CITYWATT_NATS_URL: natsUrl,
        CITYWATT_RESPONSE_CACHE: 'off',
      });
    case 'ours, cache':
      return ours(supergraph, port, { ...common, CITYWATT_NATS_URL: natsUrl });
    case 'Hive':
      return hive('queries.config.mjs', supergraph, port);
    case 'Hive, cache':
      return hive('queries-cached.config.mjs', supergraph, port);
    default:
      return { file: join(root, 'load-tests/peers/plain/queries.ts'), args: [String(port), supergraph] };
  }
}

/** The committed supergraph, with other addresses. */
async function supergraphAt(ports: Readonly<Record<string, number>>): Promise<string> {
  const sdl = await readFile(join(root, 'gateway/supergraph.generated.graphql'), 'utf8');
  return sdl.replace(/@join__graph\(name: "([\w-]+)", url: "[^"]*"\)/g, (_, name: string) => {
    const port = ports[name];
    if (port === undefined) throw new Error(`no made subgraph stands for ${name}`);
    return `@join__graph(name: "${name}", url: "http://127.0.0.1:${port}/graphql")`;
  });
}

function invalidate(nats: NatsConnection): void {
  const windowStart = Date.now();
  for (let number = 0; number < CITIES; number++) {
    const tags = tagsOfChanges([{ tenant: 'demo', city: `c${number}`, windowStart }]);
    nats.publish(CACHE_INVALIDATE_SUBJECT, encodeInvalidation(tags));
  }
}

/** @throws {Error} when two gateways answer the same question in different ways. */
async function sameAnswers(
  gateways: ReadonlyMap<Name, StartedGateway>,
  pages: { ask(request: PagesRequest): Promise<PagesReport> },
): Promise<void> {
  const nowMs = Date.now();
  let first: readonly string[] | undefined;
  for (const [name, { port }] of gateways) {
    const { answers } = await pages.ask({ port, cities: CITIES, connections: 1, nowMs });
    first ??= answers;
    const other = answers.findIndex((answer, index) => answer !== first![index]);
    if (other >= 0) {
      throw new Error(
        `${name} answers differently: ${answers[other]!.slice(0, 300)} / ${first[other]!.slice(0, 300)}`,
      );
    }
  }
}
