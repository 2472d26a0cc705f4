import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { until } from './clients.ts';
import { type Fleet, startFleet } from './fleet.ts';

/** The rules of the graphql-transport-ws protocol, one by one, by hand and without its library. */
let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet[Symbol.asyncDispose]());
const open = new Set<WebSocket>();
afterEach(() => {
  for (const socket of open) socket.terminate();
  open.clear();
});

interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

async function connect(protocols: string[] = ['graphql-transport-ws']) {
  const socket = new WebSocket(`${fleet.url.replace('http', 'ws')}/graphql`, protocols);
  open.add(socket);
  const got: Message[] = [];
  let closed: number | undefined;
  socket.on('message', (data) => got.push(JSON.parse(String(data))));
  socket.on('close', (code) => {
    closed = code;
  });
  await new Promise((resolve) => socket.once('open', resolve));
  const client = {
    got,
    raw: (text: string | Buffer) => socket.send(text),
    send: (message: object) => socket.send(JSON.stringify(message)),
    get closed() {
      return closed;
    },
    of: (type: string) => got.filter((message) => message.type === type),
    closesWith: (code: number) =>
      until(`closed with ${code}`, () => closed !== undefined).then(() => expect(closed).toBe(code)),
    async init() {
      client.send({ type: 'connection_init' });
      await until('acknowledged', () => client.of('connection_ack').length === 1);
      return client;
    },
  };
  return client;
}

const SHIP = '{ ship(id: 1) { name } }';
const MOVES = 'subscription { moves(shipId: 1) { knots } }';

describe('the connection', () => {
  test('without the subprotocol is closed with 4406', async () => {
    await (await connect([])).closesWith(4406);
  });
  test('is acknowledged once; a second init closes it with 4429', async () => {
    const client = await (await connect()).init();
    client.send({ type: 'connection_init' });
    await client.closesWith(4429);
  });
  test('that asks before it is acknowledged is closed with 4401', async () => {
    const client = await connect();
    client.send({ id: '1', type: 'subscribe', payload: { query: SHIP } });
    await client.closesWith(4401);
  });
  test('without an init is closed with 4408', async () => {
    await (await connect()).closesWith(4408);
  });
  test.each([
    ['no JSON', 'hello'],
    ['an unknown type', '{"type":"start","id":"1"}'],
    ['no type', '{}'],
    ['a list', '[]'],
    ['a subscribe without an id', '{"type":"subscribe","payload":{"query":"{ ship { id } }"}}'],
    ['a subscribe without a payload', '{"type":"subscribe","id":"1"}'],
    ['a subscribe with an empty id', '{"type":"subscribe","id":"","payload":{"query":"{ ship { id } }"}}'],
  ])('that sends %s is closed with 4400', async (_what, text) => {
    const client = await (await connect()).init();
    client.raw(text);
    await client.closesWith(4400);
  });
  test('that sends more than its message may hold is closed with 1009', async () => {
    const client = await (await connect()).init();
    client.raw(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: 'x'.repeat(70_000) } }));
    await client.closesWith(1009);
  });
  test('answers a ping by a pong with its payload’s reason or none, before and after the init', async () => {
    const client = await connect();
    client.send({ type: 'ping' });
    await until('a pong', () => client.of('pong').length === 1);
    await client.init();
    client.send({ type: 'ping', payload: { any: 1 } });
    await until('another', () => client.of('pong').length === 2);
    client.send({ type: 'pong' });
    client.send({ id: '1', type: 'subscribe', payload: { query: SHIP } });
    await until('still serving', () => client.of('complete').length === 1);
  });
});

describe('a page', () => {
  test.each([
    ['https://city.example', undefined],
    ['http://localhost:5173', undefined],
    ['https://evil.example', 403],
    ['null', 403],
  ])('of %s', async (origin, refused) => {
    const socket = new WebSocket(`${fleet.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      origin,
    });
    open.add(socket);
    // One that was refused says so once more when it is let go of.
    socket.on('error', () => {});
    const status = await new Promise((resolve) => {
      socket.once('open', () => resolve(undefined));
      socket.once('unexpected-response', (_request, response) => resolve(response.statusCode));
    });
    expect(status).toBe(refused);
  });
});

describe('an operation', () => {
  test('that is a query gets one next and complete', async () => {
    const client = await (await connect()).init();
    client.send({ id: 'q', type: 'subscribe', payload: { query: SHIP } });
    await until('complete', () => client.of('complete').length === 1);
    expect(client.got.slice(1)).toEqual([
      { id: 'q', type: 'next', payload: { data: { ship: { name: 'ship 1' } } } },
      { id: 'q', type: 'complete' },
    ]);
  });
  test('that is invalid gets error and nothing after it; its id is free again', async () => {
    const client = await (await connect()).init();
    client.send({ id: 'x', type: 'subscribe', payload: { query: '{ nothing }' } });
    await until('error', () => client.of('error').length === 1);
    client.send({ id: 'x', type: 'subscribe', payload: { query: SHIP } });
    await until('complete', () => client.of('complete').length === 1);
    expect(client.got.map(({ type }) => type)).toEqual(['connection_ack', 'error', 'next', 'complete']);
    expect(client.of('error')[0]!.payload).toMatchObject([{ message: expect.any(String) }]);
  });
  test('whose id is in use closes the connection with 4409', async () => {
    const client = await (await connect()).init();
    client.send({ id: '1', type: 'subscribe', payload: { query: MOVES } });
    await until('subscribed', () => fleet.moves.listeners === 1);
    client.send({ id: '1', type: 'subscribe', payload: { query: MOVES } });
    await client.closesWith(4409);
    await until('freed', () => fleet.moves.listeners === 0);
  });
  test('that the client completes gets nothing more, and others go on', async () => {
    const client = await (await connect()).init();
    for (const id of ['1', '2']) client.send({ id, type: 'subscribe', payload: { query: MOVES } });
    await until('subscribed', () => fleet.moves.listeners === 1);
    fleet.moves.move(1);
    await until('both', () => client.of('next').length === 2);
    client.send({ id: '1', type: 'complete' });
    client.send({ type: 'ping' });
    await until('taken', () => client.of('pong').length === 1);
    fleet.moves.move(2);
    await until('one', () => client.of('next').length === 3);
    expect(client.of('next').at(-1)).toMatchObject({ id: '2', payload: { data: { moves: { knots: 2 } } } });
    expect(client.of('complete')).toEqual([]);
  });
  test('that was completed and is completed again is no error', async () => {
    const client = await (await connect()).init();
    client.send({ id: '1', type: 'complete' });
    client.send({ id: '1', type: 'subscribe', payload: { query: SHIP } });
    await until('complete', () => client.of('complete').length === 1);
    expect(client.closed).toBeUndefined();
  });
  test('that a mutation is runs once', async () => {
    const client = await (await connect()).init();
    const query = 'mutation ($name: String!) { rename(id: 1, name: $name) { name } }';
    client.send({ id: 'm', type: 'subscribe', payload: { query, variables: { name: 'new' } } });
    await until('complete', () => client.of('complete').length === 1);
    expect(client.of('next')).toMatchObject([{ payload: { data: { rename: { name: 'new' } } } }]);
  });
});
