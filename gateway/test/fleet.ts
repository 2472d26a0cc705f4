import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@citywatt/service-runtime/logger';
import type { SubgraphContext } from '@citywatt/subgraph-server/context';
import { type RunningSubgraph, startSubgraph } from '@citywatt/subgraph-server/start-subgraph';
import { freePorts } from '@citywatt/test-harness/free-port';
import { GraphQLError } from 'graphql';
import type { GatewayConfig } from '../src/environment.ts';
import { type RunningGateway, start } from '../src/start.ts';
import { type Moves, movesOf } from './moves.ts';
import { composeSmallGraph, POSITIONS, SHIPS } from './small-graph.ts';

const SECRET = 'a secret of at least thirty-two characters';
export const logger = createLogger('gateway-test', 'silent');

/** Two real subgraphs and a gateway before them. */
export interface Fleet extends AsyncDisposable {
  readonly gateway: RunningGateway;
  readonly url: string;
  readonly config: GatewayConfig;
  readonly moves: Moves;
  /** Contexts of requests that asked `positions` for entities: one a request. */
  readonly entityRequests: Set<SubgraphContext>;
  /** Ids that `positions` was asked for. */
  readonly berthsAsked: string[];
  /** The next so many queries for a ship are answered when all of them have come. */
  holdShips(count: number): void;
  startShips(): Promise<void>;
  stopShips(): Promise<void>;
  startPositions(): Promise<void>;
  stopPositions(): Promise<void>;
}

export interface FleetOptions extends Partial<GatewayConfig> {
  readonly subgraphs?: 'running' | 'down';
  /** Documents by hash. */
  readonly persisted?: Readonly<Record<string, string>>;
}

export async function startFleet(options: FleetOptions = {}): Promise<Fleet> {
  const { subgraphs = 'running', persisted = {}, ...changes } = options;
  const [shipsPort, positionsPort] = await freePorts(2);
  const urls = {
    ships: `http://127.0.0.1:${shipsPort}/graphql`,
    positions: `http://127.0.0.1:${positionsPort}/graphql`,
  };
  const folder = await mkdtemp(join(tmpdir(), 'gateway-test-'));
  await writeFile(join(folder, 'supergraph.graphql'), composeSmallGraph(urls));
  await writeFile(join(folder, 'documents.json'), JSON.stringify(persisted));
  const moves = movesOf('1');
  const entityRequests = new Set<SubgraphContext>();
  const berthsAsked: string[] = [];

  const serve = (name: string, port: number, typeDefs: string, resolvers: object) =>
    startSubgraph({
      name,
      host: '127.0.0.1',
      port,
      typeDefs,
      resolvers,
      principalSecret: SECRET,
      logger,
      readiness: () => ({ ready: true }),
      onStop: async () => {},
    });
  const positions = {
    Query: { harbours: () => ['north'] },
    Ship: {
      __resolveReference: (ship: { id: string }, context: SubgraphContext) => {
        entityRequests.add(context);
        berthsAsked.push(ship.id);
        return { id: ship.id };
      },
      berth: ({ id }: { id: string }, _: unknown, { cache }: SubgraphContext) => {
        cache.tag(`ship:${id}`);
        return `berth ${id}`;
      },
    },
    Subscription: {
      moves: {
        subscribe: (_: unknown, { fromSequence }: { fromSequence?: string }) => moves.follow(fromSequence),
        resolve: (move: unknown) => move,
      },
      lastMove: { subscribe: () => moves.follow(undefined), resolve: (move: unknown) => move },
    },
  };
  let held = 0;
  let release = Promise.withResolvers<void>();
  release.resolve();
  const ships = {
    ...shipResolvers,
    Query: {
      ...shipResolvers.Query,
      ship: async (_: unknown, { id }: { id: string }) => {
        if (held > 0 && --held === 0) release.resolve();
        await release.promise;
        return ship(id);
      },
    },
  };
  let running: { ships?: RunningSubgraph | undefined; positions?: RunningSubgraph | undefined } = {};
  const startShips = async () => {
    running.ships = await serve('ships', shipsPort!, SHIPS, ships);
  };
  const startPositions = async () => {
    running.positions = await serve('positions', positionsPort!, POSITIONS, positions);
  };
  if (subgraphs === 'running') await Promise.all([startShips(), startPositions()]);

  const config: GatewayConfig = {
    host: '127.0.0.1',
    port: 0,
    supergraphFile: join(folder, 'supergraph.graphql'),
    publicSupergraphFile: undefined,
    restOperationsFile: undefined,
    subgraphUrls: new Map(),
    natsUrl: undefined,
    principalSecret: SECRET,
    operatorNetwork: 'loopback',
    budgets: { keyCostPerMinute: 0, tenantCostPerMinute: 0 },
    allowedOrigins: new Set(['https://city.example']),
    responseCache: true,
    subscriptionsPerPrincipal: 100,
    webFolder: undefined,
    persistedDocumentsFile: join(folder, 'documents.json'),
    readinessUrls: [],
    ...changes,
  };
  const gateway = await start(config, logger);
  return {
    gateway,
    url: `http://127.0.0.1:${gateway.port}`,
    config,
    moves,
    entityRequests,
    berthsAsked,
    holdShips(count) {
      held = count;
      release = Promise.withResolvers<void>();
    },
    startShips,
    startPositions,
    stopShips: async () => running.ships?.stop(),
    stopPositions: async () => running.positions?.stop(),
    async [Symbol.asyncDispose]() {
      await gateway.stop();
      await Promise.all([running.ships?.stop(), running.positions?.stop()]);
      running = {};
      await rm(folder, { recursive: true });
    },
  };
}

let harboursAsked = 0;
const ship = (id: string) => ({ id, name: `ship ${id}` });

const shipResolvers = {
  Query: {
    fleet: (_: unknown, { first }: { first: number }) =>
      Array.from({ length: first }, (_ship, index) => ship(String(index + 1))),
    harbour: (_: unknown, __: unknown, { cache }: SubgraphContext) => {
      cache.tag('harbour');
      return { name: `north ${++harboursAsked}` };
    },
    asking: (_: unknown, __: unknown, { principal, correlationId }: SubgraphContext) => ({
      ...principal,
      correlationId,
    }),
    broken: () => {
      throw new Error('a password in a message');
    },
    refused: () => {
      throw new GraphQLError('The harbour is closed.', { extensions: { code: 'HARBOUR_CLOSED' } });
    },
  },
  Mutation: { rename: (_: unknown, { id, name }: { id: string; name: string }) => ({ id, name }) },
  Ship: {
    __resolveReference: ({ id }: { id: string }) => ship(id),
    sister: ({ id }: { id: string }) => ship(`${id}s`),
    crew: () => ['captain'],
    code: () => 'secret',
  },
};
