import { LOCAL_OPERATOR, type Principal } from '@citywatt/access-policy/principal';
import { principalSigner } from '@citywatt/access-policy/principal-token';
import { createLogger } from '@citywatt/service-runtime/logger';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { connectionOf, readPage } from './connection.ts';
import type { SubgraphContext } from './context.ts';
import { globalId, readGlobalId } from './global-id.ts';
import { DateTime } from './scalars.ts';
import { type RunningSubgraph, startSubgraph } from './start-subgraph.ts';

const secret = 'a secret of at least thirty-two characters';
const typeDefs = /* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  directive @access(scope: String!) on FIELD_DEFINITION
  scalar DateTime
  type Query {
    tenant: String! @access(scope: "city:read")
    secret: String! @access(scope: "administer")
    broken: String @access(scope: "city:read")
    echo(at: DateTime!): String! @access(scope: "city:read")
  }
  type Thing @key(fields: "id") {
    id: ID! @access(scope: "city:read")
    owner: String! @access(scope: "administer")
  }
  type Subscription {
    counted: Int! @access(scope: "city:read")
  }
`;

let subgraph: RunningSubgraph;
const returned: string[] = [];
beforeAll(async () => {
  subgraph = await startSubgraph({
    name: 'test',
    host: '127.0.0.1',
    port: 0,
    typeDefs,
    principalSecret: secret,
    logger: createLogger('test', 'silent'),
    readiness: () => ({ ready: true }),
    onStop: async () => {},
    resolvers: {
      DateTime,
      Query: {
        tenant: (_: unknown, __: unknown, context: SubgraphContext) => context.principal.tenant,
        secret: () => 'nobody sees this',
        broken: () => {
          throw new Error('a password in a message');
        },
        echo: (_: unknown, { at }: { at: string }) => at,
      },
      Thing: { __resolveReference: (reference: object) => ({ ...reference, owner: 'me' }) },
      Subscription: {
        counted: {
          subscribe: () => {
            let count = 0;
            return {
              [Symbol.asyncIterator]() {
                return this;
              },
              next: () =>
                count < 3
                  ? Promise.resolve({ value: { counted: ++count }, done: false })
                  : new Promise(() => {}),
              return: () => {
                returned.push('counted');
                return Promise.resolve({ value: undefined, done: true });
              },
            };
          },
        },
      },
    },
  });
});
afterAll(() => subgraph.stop());

const url = () => `http://127.0.0.1:${subgraph.port}/graphql`;
async function ask(query: string, principal: Principal | undefined = LOCAL_OPERATOR, variables: object = {}) {
  const token = principal && (await principalSigner(secret)(principal, 'test'));
  const answer = await fetch(url(), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ query, variables }),
  });
  return {
    status: answer.status,
    body: (await answer.json()) as {
      data?: unknown;
      errors?: { message: string; extensions: { code: string } }[];
    },
  };
}

describe('POST /graphql', () => {
  test('answers as the principal that the gateway signed', async () => {
    expect((await ask('{ tenant }')).body).toEqual({ data: { tenant: 'demo' } });
  });

  test('gives nothing to whoever has no principal, entities included', async () => {
    const bare = await fetch(url(), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: '{ _entities(representations: [{ __typename: "Thing", id: "1" }]) { __typename } }',
      }),
    });
    expect(bare.status).toBe(401);
    expect(await bare.text()).not.toContain('"data"');
  });

  test('asks for the scope of each field again', async () => {
    const { status, body } = await ask('{ tenant secret }');
    expect(status).toBe(403);
    expect(body.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const entities = await ask(
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Thing { owner } } }',
      LOCAL_OPERATOR,
      { r: [{ __typename: 'Thing', id: '1' }] },
    );
    expect(entities.body.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  test('keeps what went wrong inside, and says what was asked wrongly', async () => {
    const { body } = await ask('{ broken }');
    expect(body.errors?.[0]).toMatchObject({
      message: 'Internal error.',
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    });
    const wrong = await ask('{ echo(at: "yesterday") }');
    expect(wrong.body.errors?.[0]?.message).toContain('ISO 8601 with offset');
  });
});

describe('subscriptions', () => {
  test('run on a socket whose principal was taken, and are let go', async () => {
    const token = await principalSigner(secret)(LOCAL_OPERATOR, 'test');
    const client = createClient({
      url: url().replace('http', 'ws'),
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${token}` },
    });
    const counted: unknown[] = [];
    const events = client.iterate({ query: 'subscription { counted }' });
    for await (const event of events) {
      counted.push(event.data);
      if (counted.length === 3) break;
    }
    expect(counted).toEqual([{ counted: 1 }, { counted: 2 }, { counted: 3 }]);
    await expect.poll(() => returned).toEqual(['counted']);
    await client.dispose();
  });

  test('a socket without a principal is closed with 4403', async () => {
    const closed = Promise.withResolvers<number>();
    const client = createClient({
      url: url().replace('http', 'ws'),
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      on: { closed: (event) => closed.resolve((event as { code: number }).code) },
    });
    const iterating = (async () => {
      for await (const _ of client.iterate({ query: 'subscription { counted }' }))
        throw new Error('an event');
    })();
    await expect(iterating).rejects.toBeDefined();
    expect(await closed.promise).toBe(4403);
  });
});

test('an id is of one type and one tenant, or nothing', () => {
  const id = globalId('District', ['demo', 'lisbon', '1150']);
  expect(id).toBe('District:demo/lisbon/1150');
  expect(readGlobalId('District', 3, id)).toEqual(['demo', 'lisbon', '1150']);
  expect(readGlobalId('City', 3, id)).toBeUndefined();
  expect(readGlobalId('District', 2, id)).toBeUndefined();
  expect(readGlobalId('District', 3, 'District:demo//1150')).toBeUndefined();
});

test('pages follow one another by cursor', () => {
  const all = ['a', 'b', 'c'];
  const pageOf = (page: { first?: number; after?: string }) => {
    const request = readPage(page, 2);
    const rest = all.filter((key) => request.after === undefined || key > request.after);
    return connectionOf(rest.slice(0, request.first + 1), request, all.length, (key) => key);
  };
  const first = pageOf({});
  expect(first.nodes).toEqual(['a', 'b']);
  expect(first.pageInfo.hasNextPage).toBe(true);
  const second = pageOf({ after: first.pageInfo.endCursor! });
  expect(second).toMatchObject({ nodes: ['c'], pageInfo: { hasNextPage: false }, totalCount: 3 });
  expect(() => readPage({ after: 'nonsense' }, 2)).toThrow(/not a cursor/);
  expect(() => readPage({ first: 5_000 }, 2)).toThrow(/0 to 1000/);
});
