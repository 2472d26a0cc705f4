import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, GraphQLError, type GraphQLSchema, parse } from 'graphql';
import { createHandler } from 'graphql-http/lib/use/http';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@external", "@requires"])';

const PRODUCTS = `${LINK}
  interface Named { name: String! }
  type Query { product(id: ID!): Product }
  type Product implements Named @key(fields: "id") {
    id: ID!
    name: String!
    weightGrams: Int!
    "Fails for product 13."
    risky: String
    "Answers when the audit lets it."
    slow: String
  }
`;

const STOCK = `${LINK}
  type Query { stock: Int! }
  type Product @key(fields: "id") {
    id: ID!
    inStock: Int!
    weightGrams: Int! @external
    shippingCents: Int! @requires(fields: "weightGrams")
  }
  type Change { number: Int! product: Product! previous: Product note: String }
  union Happening = Change | Closing
  type Closing { reason: String! }
  enum Size { SMALL LARGE }
  input Filter { size: Size = SMALL tags: [String!] }
  type Subscription {
    changed(productId: ID!, filter: Filter): Change!
    happened: Happening!
    broken: Change!
    ending(after: Int!): Change!
    failing: Change!
  }
`;

export interface Change {
  readonly number: number;
  readonly product: { readonly id: string };
  readonly previous?: { readonly id: string } | null;
  readonly note?: string;
}

/** A small shop of two subgraphs without any access control, and what the audit sees of them from inside. */
export interface Shop {
  readonly supergraph: string;
  /** Subscriptions that are open at the subgraph. */
  readonly open: number;
  /** All that were ever opened. */
  readonly opened: number;
  /** Requests for products' own fields, as entities. */
  readonly entityRequests: number;
  readonly filters: readonly unknown[];
  change(change: Change): void;
  holdSlow(): () => void;
  /** Ends the sockets of every subscriber, as a subgraph that is deployed anew does. */
  dropSockets(): void;
  stop(): Promise<void>;
}

export async function openShop(ports: readonly [products: number, stock: number]): Promise<Shop> {
  const listeners = new Set<(change: Change) => void>();
  const filters: unknown[] = [];
  let opened = 0;
  let entityRequests = 0;
  let slow: Promise<void> = Promise.resolve();

  const product = (id: string) => ({ id, name: `product ${id}`, weightGrams: 100 * Number(id) });
  const products = buildSubgraphSchema({
    typeDefs: parse(PRODUCTS),
    resolvers: {
      Query: { product: (_: unknown, { id }: { id: string }) => product(id) },
      Product: {
        __resolveReference: ({ id }: { id: string }) => (id === '0' ? null : product(id)),
        risky: ({ id }: { id: string }) => {
          if (id === '13') throw new GraphQLError('out of luck');
          return 'well';
        },
        slow: async () => {
          await slow;
          return 'there';
        },
      },
    } as never,
  });
  const follow = (
    take: number = Number.POSITIVE_INFINITY,
    wrap: (change: Change) => unknown = (change) => change,
  ) => {
    opened++;
    const waiting: Change[] = [];
    let wake: (() => void) | undefined;
    let over = false;
    let taken = 0;
    const listener = (change: Change) => {
      waiting.push(change);
      wake?.();
    };
    listeners.add(listener);
    const done = { done: true as const, value: undefined };
    return {
      [Symbol.asyncIterator]() {
        return this;
      },
      async next() {
        for (;;) {
          if (over || taken >= take) {
            listeners.delete(listener);
            return done;
          }
          const change = waiting.shift();
          if (change !== undefined) {
            taken++;
            return { done: false as const, value: wrap(change) };
          }
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      },
      async return() {
        over = true;
        listeners.delete(listener);
        wake?.();
        return done;
      },
    };
  };
  const itself = (change: unknown) => change;
  const stock = buildSubgraphSchema({
    typeDefs: parse(STOCK),
    resolvers: {
      Query: { stock: () => 1 },
      Product: {
        __resolveReference: (reference: object) => reference,
        inStock: ({ id }: { id: string }) => 10 + Number(id),
        shippingCents: ({ weightGrams }: { weightGrams?: number }) => {
          if (weightGrams === undefined) throw new GraphQLError('the weight was not given');
          return weightGrams * 2;
        },
      },
      Happening: { __resolveType: (value: object) => ('reason' in value ? 'Closing' : 'Change') },
      Subscription: {
        changed: {
          subscribe: (_: unknown, { filter }: { filter?: unknown }) => {
            filters.push(filter);
            return follow();
          },
          resolve: itself,
        },
        happened: {
          subscribe: () =>
            follow(undefined, (change) => (change.note === 'closing' ? { reason: 'night' } : change)),
          resolve: itself,
        },
        broken: {
          subscribe: () => {
            throw new GraphQLError('nothing to follow');
          },
        },
        ending: { subscribe: (_: unknown, { after }: { after: number }) => follow(after), resolve: itself },
        failing: {
          subscribe: () => follow(),
          resolve: (change: Change) => {
            if (change.note === 'bad') throw new GraphQLError('a bad event');
            return change;
          },
        },
      },
    } as never,
  });
  const servers = await Promise.all([
    serve(products, ports[0], (text) => {
      if (text.includes('_entities')) entityRequests++;
    }),
    serve(stock, ports[1], () => {}),
  ]);
  const composed = composeServices([
    { name: 'products', url: servers[0]!.url, typeDefs: parse(PRODUCTS) },
    { name: 'stock', url: servers[1]!.url, typeDefs: parse(STOCK) },
  ]);
  if (composed.errors) throw new Error(composed.errors.map(({ message }) => message).join('\n'));

  return {
    supergraph: composed.supergraphSdl,
    get open() {
      return listeners.size;
    },
    get opened() {
      return opened;
    },
    get entityRequests() {
      return entityRequests;
    },
    filters,
    change(change) {
      for (const listener of listeners) listener(change);
    },
    holdSlow() {
      const gate = Promise.withResolvers<void>();
      slow = gate.promise;
      return gate.resolve;
    },
    dropSockets: () => servers[1]!.dropSockets(),
    async stop() {
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}

async function serve(schema: GraphQLSchema, port: number, asked: (text: string) => void) {
  const handler = createHandler({
    schema,
    execute: (args) => {
      asked(args.document.loc?.source.body ?? '');
      return execute(args);
    },
  });
  const server: Server = createServer((request, response) => void handler(request, response));
  const sockets = new WebSocketServer({ server, path: '/graphql' });
  const subscriptions = useServer({ schema }, sockets);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    dropSockets() {
      for (const socket of sockets.clients) socket.terminate();
    },
    async stop() {
      await subscriptions.dispose();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
