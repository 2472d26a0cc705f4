import { seeded } from '@citywatt/test-harness/seeded';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { readGraph } from '../src/graph/graph.ts';
import { post, until } from './clients.ts';
import { type Fleet, startFleet } from './fleet.ts';
import { composeSmallGraph } from './small-graph.ts';
import { variedOperation } from './varied-operations.ts';

/** The long form: `CITYWATT_FUZZ_RUNS=300000 npx vitest run --project integration gateway/test/fuzz`. */
const RUNS = Number(process.env['CITYWATT_FUZZ_RUNS'] ?? 1_500);
const AT_ONCE = 50;
// Ends what hangs: far beyond what so many inputs take.
vi.setConfig({ testTimeout: Math.max(120_000, RUNS * 30) });

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet[Symbol.asyncDispose]());

const name = fc.constantFrom(
  'ship', 'fleet', 'name', 'id', 'sister', 'crew', 'berth', '__typename', '__schema', 'moves', 'nothing', 'on', 'fragment',
); // biome-ignore format: a list of words
const value = fc.oneof(
  fc.constantFrom('$v', 'null', 'true', '[]', '{}', 'ENUM', '"', '"""', '1e999', '-0', '9007199254740993'),
  fc.integer().map(String),
  fc.string().map((text) => JSON.stringify(text)),
);
const { document } = fc.letrec<{ set: string; field: string; document: string }>((tie) => ({
  field: fc
    .tuple(
      fc.option(name),
      name,
      fc.array(fc.tuple(name, value), { maxLength: 2 }),
      fc.constantFrom('', '@skip(if: true)', '@include(if: $v)', '@unknown', '@skip'),
      fc.option(tie('set'), { depthSize: 'small' }),
    )
    .map(([alias, field, given, directive, set]) => {
      const list = given.map(([key, text]) => `${key}: ${text}`).join(', ');
      return `${alias ? `${alias}: ` : ''}${field}${list ? `(${list})` : ''} ${directive} ${set ?? ''}`;
    }),
  set: fc
    .array(
      fc.oneof({ depthSize: 'small' }, tie('field'), fc.constantFrom('...f', '... on Ship { id }', '...')),
      {
        maxLength: 4,
      },
    )
    .map((fields) => `{ ${fields.join(' ')} }`),
  document: fc
    .tuple(
      fc.constantFrom('', 'query', 'mutation', 'subscription', 'query Q($v: Int)', 'query ($v: Boolean = 1)'),
      tie('set'),
      fc.constantFrom(
        '',
        'fragment f on Ship { ...f }',
        'fragment f on Ship { id }',
        'query B { __typename }',
        '}',
      ),
    )
    .map((parts) => parts.join(' ')),
}));
const { apiSchema } = readGraph(
  composeSmallGraph({ ships: 'http://ships.invalid', positions: 'http://positions.invalid' }),
);
const few = fc.nat({ max: 3 });
const runnable = fc.record({
  query: fc.nat().map((seed) => variedOperation(apiSchema, seeded(seed))),
  variables: fc.record({ id: few, first: few, a: fc.boolean(), b: fc.boolean() }),
});
const operation = fc.oneof(
  runnable,
  fc.record(
    {
      query: fc.oneof(document, fc.string(), fc.string({ unit: 'binary' })),
      variables: fc.oneof(
        fc.dictionary(fc.constantFrom('v', 'id', '__proto__'), fc.jsonValue()),
        fc.jsonValue(),
      ),
      operationName: fc.oneof(fc.constantFrom('Q', 'B', ''), fc.jsonValue()),
      extensions: fc.oneof(
        fc.record({ persistedQuery: fc.record({ sha256Hash: fc.oneof(fc.string(), fc.jsonValue()) }) }),
        fc.jsonValue(),
      ),
      documentId: fc.oneof(fc.string(), fc.jsonValue()),
    },
    { requiredKeys: [] },
  ),
  fc.jsonValue(),
);

const inBatches = <Input>(inputs: fc.Arbitrary<Input>) =>
  fc.array(inputs, { minLength: AT_ONCE, maxLength: AT_ONCE });
const parameters = { numRuns: Math.ceil(RUNS / AT_ONCE), endOnFailure: true };

test('no request makes an answer of 5xx, and the gateway serves on', async () => {
  const headers = fc.dictionary(
    fc.constantFrom(
      'accept',
      'authorization',
      'content-type',
      'x-correlation-id',
      'origin',
      'content-encoding',
    ),
    fc.oneof(
      fc.constantFrom('application/json', '*/*', 'text/event-stream', 'Bearer cw_a_b', 'gzip', ''),
      fc.string({ unit: 'grapheme-ascii' }).map((text) => text.replaceAll(/[^\x21-\x7e]/g, '')),
    ),
  );
  const request = fc.record({
    method: fc.constantFrom('POST', 'POST', 'POST', 'GET', 'PUT', 'DELETE'),
    path: fc.oneof(
      { weight: 6, arbitrary: fc.constant('/graphql') },
      { weight: 1, arbitrary: fc.webPath() },
      { weight: 1, arbitrary: fc.webQueryParameters().map((query) => `/graphql?query=${query}`) },
    ),
    body: fc.oneof(
      { weight: 5, arbitrary: operation.map((given) => JSON.stringify(given)) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    ),
    headers: fc.oneof(fc.constant({}), headers),
  });
  await fc.assert(
    fc.asyncProperty(inBatches(request), async (requests) => {
      const statuses = await Promise.all(requests.map((given) => statusOf(given)));
      expect(statuses.filter((status) => status >= 500)).toEqual([]);
    }),
    parameters,
  );
  await serves();
});

interface Given {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly headers: Record<string, string>;
}

async function statusOf({ method, path, body, headers }: Given): Promise<number> {
  const controller = new AbortController();
  const response = await fetch(fleet.url + path, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    signal: controller.signal,
    ...(method === 'GET' ? {} : { body }),
  });
  if (response.headers.get('content-type')?.includes('event-stream')) controller.abort();
  else await response.arrayBuffer();
  return response.status;
}

test('no message on a socket makes it close with 4500 or 1011, and the gateway serves on', async () => {
  const message = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        id: fc.constantFrom('1', '2', '3'),
        type: fc.constant('subscribe'),
        payload: operation,
      }),
    },
    { weight: 1, arbitrary: fc.record({ id: fc.constantFrom('1', '2'), type: fc.constant('complete') }) },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constantFrom('ping', 'pong', 'connection_init'),
        payload: fc.jsonValue(),
      }),
    },
    { weight: 1, arbitrary: fc.jsonValue() },
  );
  const messages = fc.array(
    message.map((given) => JSON.stringify(given)),
    { minLength: 1, maxLength: 5 },
  );
  await fc.assert(
    fc.asyncProperty(inBatches(messages), async (conversations) => {
      const codes = await Promise.all(conversations.map((given) => closeCodeOf(given)));
      expect(codes.filter((code) => code === 4500 || code === 1011)).toEqual([]);
    }),
    parameters,
  );
  await serves();
  await until('nothing is left upstream', () => fleet.moves.listeners === 0);
});

/** Says all of it, waits until the gateway has taken it, and leaves. */
async function closeCodeOf(messages: readonly string[]): Promise<number> {
  const socket = new WebSocket(`${fleet.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  socket.on('message', (data) => {
    if (JSON.parse(String(data)).type === 'pong') socket.close(1000);
  });
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('open', resolve));
  socket.send('{"type":"connection_init"}');
  for (const message of messages) socket.send(message);
  socket.send('{"type":"ping"}');
  return closed;
}

async function serves(): Promise<void> {
  const { data } = await post(fleet.url, { query: '{ ship(id: 1) { name } }' });
  expect(data).toEqual({ ship: { name: 'ship 1' } });
}
