import { createHash } from 'node:crypto';
import { mintApiKey, revokeApiKey } from '@citywatt/access-policy/api-keys';
import type { OwnStores } from '@citywatt/test-harness/own-stores';
import { openTestStores } from '@citywatt/test-harness/stores';
import type { NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { post, subscribe, until } from './clients.ts';
import { type Fleet, startFleet } from './fleet.ts';

const NAMES = 'query Names($first: Int) { fleet(first: $first) { name } }';
const MOVES = 'subscription Moves { moves(shipId: 1) { knots } }';
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
const byHash = (text: string) => ({
  extensions: { persistedQuery: { version: 1, sha256Hash: `sha256:${hashOf(text)}` } },
});

let stores: OwnStores;
let nats: NatsConnection;
let fleet: Fleet;
beforeAll(async () => {
  stores = await openTestStores();
  nats = await stores.connectNats();
  fleet = await startFleet({
    natsUrl: stores.natsUrl,
    persisted: Object.fromEntries([NAMES, MOVES].map((text) => [`sha256:${hashOf(text)}`, text])),
  });
  await until('ready', async () => (await fetch(`${fleet.url}/readyz`)).status === 200);
});
afterAll(async () => {
  await fleet[Symbol.asyncDispose]();
  await stores.close();
});

const mint = (...scopes: ('explore' | 'city:read')[]) =>
  mintApiKey(nats, { tenant: 'demo', scopes, name: 'test' });
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
/** The watch brings a new key within moments. */
const known = (key: string) =>
  until('the key is known', async () => (await post(fleet.url, { query: '{' }, bearer(key))).status !== 401);

async function rawSocket(authorization: string) {
  const socket = new WebSocket(`${fleet.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const got: { readonly type: string; readonly payload?: unknown }[] = [];
  let closed: number | undefined;
  socket.on('message', (data) => got.push(JSON.parse(String(data))));
  socket.on('close', (code) => {
    closed = code;
  });
  const send = (message: object) => socket.send(JSON.stringify(message));
  await new Promise((resolve) => socket.once('open', resolve));
  send({ type: 'connection_init', payload: { authorization } });
  await until('acknowledged', () => got.some(({ type }) => type === 'connection_ack'));
  return {
    got,
    send,
    get closed() {
      return closed;
    },
  };
}

describe('the dashboard on this machine, without a key', () => {
  const dashboard = { origin: 'http://localhost:4000' };

  test('gets its documents by hash over HTTP, in both forms', async () => {
    const variables = { first: 1 };
    const expected = { fleet: [{ name: 'ship 1' }] };
    expect((await post(fleet.url, { ...byHash(NAMES), variables }, dashboard)).data).toEqual(expected);
    expect((await post(fleet.url, { documentId: hashOf(NAMES), variables }, dashboard)).data).toEqual(
      expected,
    );
  });

  test.each([
    ['in its extensions', byHash(MOVES)],
    ['as documentId', { documentId: `sha256:${hashOf(MOVES)}` }],
  ])('subscribes over the socket by hash %s', async (_form, payload) => {
    const client = subscribe(fleet.url, payload);
    await until('subscribed', () => fleet.moves.listeners === 1);
    fleet.moves.move(1);
    await until('an event', () => client.got.length > 0);
    await client.close();
    await until('freed', () => fleet.moves.listeners === 0);
  });

  test('may ask nothing else: no ad hoc operation, no introspection, on neither path', async () => {
    for (const query of ['{ fleet { id } }', '{ __schema { types { name } } }', NAMES]) {
      const answer = await post(fleet.url, { query }, dashboard);
      expect([answer.status, answer.errors![0]!.extensions]).toMatchObject([
        403,
        { code: 'FORBIDDEN', scope: 'explore' },
      ]);
      const client = subscribe(fleet.url, { query });
      await until('refused', () => client.ended === 'failed');
      expect(client.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', scope: 'explore' } }]);
      await client.close();
    }
  });
});

describe('keys', () => {
  test('with explore may ask ad hoc and introspect, each field by its own scope', async () => {
    const key = await mint('explore', 'city:read');
    await known(key);
    expect((await post(fleet.url, { query: '{ fleet(first: 1) { id } }' }, bearer(key))).data).toEqual({
      fleet: [{ id: '1' }],
    });
    expect(
      (await post(fleet.url, { query: '{ __schema { queryType { name } } }' }, bearer(key))).status,
    ).toBe(200);
    const crew = await post(fleet.url, { query: '{ fleet { crew } }' }, bearer(key));
    expect([crew.status, crew.errors![0]!.extensions]).toMatchObject([
      403,
      { field: 'Ship.crew', scope: 'sensors:read' },
    ]);
  });

  test('without explore may run persisted documents only', async () => {
    const key = await mint('city:read');
    await known(key);
    expect((await post(fleet.url, byHash(NAMES), bearer(key))).status).toBe(200);
    expect((await post(fleet.url, { query: '{ fleet { id } }' }, bearer(key))).status).toBe(403);
  });

  test('that are wrong are refused: 401, and 4403 on a socket, also on this machine', async () => {
    const wrong = `cw_${'0'.repeat(12)}_${'a'.repeat(43)}`;
    const answer = await post(fleet.url, byHash(NAMES), bearer(wrong));
    expect([answer.status, answer.errors![0]!.extensions['code']]).toEqual([401, 'UNAUTHENTICATED']);
    const client = subscribe(fleet.url, byHash(MOVES), { authorization: `Bearer ${wrong}` });
    await until('closed', () => client.closed !== undefined);
    expect(client.closed).toMatchObject({ code: 4403 });
  });

  test('on the socket are taken as authorization or among headers', async () => {
    const key = await mint('explore', 'city:read');
    await known(key);
    for (const params of [
      { authorization: `Bearer ${key}` },
      { headers: { Authorization: `Bearer ${key}` } },
    ]) {
      const client = subscribe(fleet.url, { query: '{ fleet(first: 1) { id } }' }, params);
      await until('answered', () => client.ended === 'completed');
      expect(client.got).toEqual([{ fleet: [{ id: '1' }] }]);
      await client.close();
    }
  });

  test('that are revoked end what they began', async () => {
    const key = await mint('explore', 'city:read');
    await known(key);
    const client = subscribe(fleet.url, { query: MOVES }, { authorization: `Bearer ${key}` });
    await until('subscribed', () => fleet.moves.listeners === 1);
    await revokeApiKey(nats, key.split('_')[1]!);
    await until('closed', () => client.closed !== undefined);
    expect(client.closed).toMatchObject({ code: 4403 });
    await until('freed', () => fleet.moves.listeners === 0);
    expect((await post(fleet.url, byHash(NAMES), bearer(key))).status).toBe(401);
  });

  test('that are revoked end an event stream, too', async () => {
    const key = await mint('explore', 'city:read');
    await known(key);
    const response = await fetch(`${fleet.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...bearer(key) },
      body: JSON.stringify({ query: MOVES }),
    });
    await until('subscribed', () => fleet.moves.listeners === 1);
    await revokeApiKey(nats, key.split('_')[1]!);
    expect(await response.text()).toContain('"code":"FORBIDDEN"');
    await until('freed', () => fleet.moves.listeners === 0);
  });

  test('are renewed within the socket: what the new key may goes on, what it may not ends', async () => {
    const [old, equal, other] = await Promise.all([
      mint('explore', 'city:read'),
      mint('explore', 'city:read'),
      mint('city:read'),
    ]);
    await Promise.all([old, equal, other].map(known));
    const client = await rawSocket(`Bearer ${old}`);
    client.send({ id: '1', type: 'subscribe', payload: { query: MOVES } });
    await until('subscribed', () => fleet.moves.listeners === 1);
    client.send({ type: 'ping', payload: { authorization: `Bearer ${equal}` } });
    await until('answered', () => client.got.some(({ type }) => type === 'pong'));
    await revokeApiKey(nats, old.split('_')[1]!);
    await until('revoked', async () => (await post(fleet.url, byHash(NAMES), bearer(old))).status === 401);
    fleet.moves.move(9);
    await until('goes on', () => client.got.some(({ type }) => type === 'next'));
    client.send({ type: 'ping', payload: { authorization: `Bearer ${other}` } });
    await until('ended', () => client.got.some(({ type }) => type === 'error'));
    expect(client.got.at(-1)).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'ACCESS_CHANGED' } }],
    });
    expect(client.closed).toBeUndefined();
    client.send({ type: 'ping', payload: { authorization: 'Bearer cw_0_no' } });
    await until('closed', () => client.closed === 4403);
  });

  test('without the scope explore ask what they like of the public graph, and only there', async () => {
    await using both = await startFleet({
      natsUrl: stores.natsUrl,
      publicSupergraphFile: fleet.config.supergraphFile,
    });
    const key = await mint('city:read');
    await until('known', async () => (await post(both.url, { query: '{' }, bearer(key))).status === 403);
    const query = '{ fleet(first: 1) { name } }';
    expect((await post(both.url, { query }, bearer(key))).status).toBe(403);
    const asked = await post(`${both.url}/public`, { query }, bearer(key));
    expect(asked.data).toEqual({ fleet: [{ name: 'ship 1' }] });
    const schema = await post(
      `${both.url}/public`,
      { query: '{ __schema { queryType { name } } }' },
      bearer(key),
    );
    expect(schema.status).toBe(200);
    const client = subscribe(`${both.url}/public`, { query: MOVES }, { authorization: `Bearer ${key}` });
    await until('subscribed', () => fleet.moves.listeners === 1);
    fleet.moves.move(1);
    await until('an event', () => client.got.length > 0);
    await client.close();
    await until('freed', () => fleet.moves.listeners === 0);
    expect((await fetch(`${both.url}/public/graphiql`)).status).toBe(200);
  });

  test('spend one budget, whichever gateway they ask', async () => {
    await using tight = await startFleet({
      natsUrl: stores.natsUrl,
      budgets: { keyCostPerMinute: 100, tenantCostPerMinute: 0 },
    });
    await using second = await startFleet({ natsUrl: stores.natsUrl, budgets: tight.config.budgets });
    const key = await mint('explore', 'city:read');
    const ask = (url: string) => post(url, { query: '{ fleet(first: 9) { name } }' }, bearer(key));
    for (const { url } of [tight, second]) await until('known', async () => (await ask(url)).status === 200);
    let refused: Awaited<ReturnType<typeof post>> | undefined;
    let answered = 0;
    await until('refused', async () => {
      const answer = await ask(answered % 2 === 0 ? tight.url : second.url);
      if (answer.status === 200) answered++;
      else refused = answer;
      return refused !== undefined;
    });
    // Twice: a minute may end meanwhile, and the budget begins anew.
    expect(answered).toBeLessThanOrEqual(2 * (100 / 9));
    expect(refused).toMatchObject({
      status: 429,
      errors: [{ extensions: { code: 'RATE_LIMITED', limit: 100 } }],
    });
    expect(Number(refused!.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('share an upstream when their scopes are equal, and not otherwise', async () => {
    const keys = await Promise.all([
      mint('explore', 'city:read'),
      mint('explore', 'city:read'),
      mint('city:read'),
    ]);
    await Promise.all(keys.map(known));
    const [one, same, other] = keys.map(
      (key) => () => subscribe(fleet.url, byHash(MOVES), { authorization: `Bearer ${key}` }),
    );
    const [first, second] = [one!(), same!()];
    await until('subscribed', () => fleet.moves.listeners > 0);
    fleet.moves.move(5);
    await until('both', () => first.got.length > 0 && second.got.length > 0);
    await until('shared', () => fleet.moves.listeners === 1);
    const third = other!();
    await until('another', () => fleet.moves.listeners === 2);
    await Promise.all([first, second, third].map((client) => client.close()));
    await until('freed', () => fleet.moves.listeners === 0);
  });
});
