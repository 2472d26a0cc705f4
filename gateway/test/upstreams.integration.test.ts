import type { AddressInfo } from 'node:net';
import type { ExecutionResult } from 'graphql';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { UpstreamLost } from '../src/subscriptions/upstream-failures.ts';
import { openUpstreams, type UpstreamRequest } from '../src/subscriptions/upstreams.ts';
import { until } from './clients.ts';
import { logger } from './fleet.ts';

interface Heard {
  readonly id: string;
  readonly type: string;
  readonly payload?: { readonly query?: string; readonly authorization?: string };
}

/** A subgraph that speaks the protocol by hand, so that the test sees each socket and message. */
let server: WebSocketServer;
let sockets: WebSocket[];
let heard: Heard[];
let greets: boolean;
beforeEach(async () => {
  sockets = [];
  heard = [];
  greets = true;
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('connection', (socket) => {
    sockets.push(socket);
    socket.on('message', (data) => {
      const message: Heard = JSON.parse(String(data));
      heard.push(message);
      if (message.type === 'connection_init' && greets) socket.send('{"type":"connection_ack"}');
    });
  });
  await new Promise((resolve) => server.once('listening', resolve));
});
afterEach(async () => {
  for (const socket of sockets) socket.terminate();
  await new Promise((resolve) => server.close(resolve));
});

const request = (changes: Partial<UpstreamRequest> = {}): UpstreamRequest => ({
  url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
  company: 'all',
  query: 'subscription { changed }',
  variables: {},
  delivery: 'EVERY_EVENT',
  alone: false,
  token: async () => 'token',
  ...changes,
});
const asked = (query?: string) =>
  heard.filter(({ type, payload }) => type === 'subscribe' && (query ?? payload?.query) === payload?.query);
const send = (id: string, value: unknown) =>
  sockets[0]!.send(JSON.stringify({ id, type: 'next', payload: { data: { value } } }));
const contentOf = ({ value }: IteratorResult<ExecutionResult, undefined>) => value?.data?.['value'];

test('operations of one company stand on one connection, and each hears its own events', async () => {
  const upstreams = openUpstreams(logger);
  const all = Array.from({ length: 1_000 }, (_, index) =>
    upstreams.subscribe(request({ query: `q${index}` })),
  );
  await until('all are subscribed', () => asked().length === 1_000);
  expect(sockets.length).toBe(1);
  expect(heard[0]?.payload?.authorization).toBe('Bearer token');
  send(asked('q999')[0]!.id, 'last');
  send(asked('q0')[0]!.id, 'first');
  expect([contentOf(await all[0]!.next()), contentOf(await all[999]!.next())]).toEqual(['first', 'last']);

  upstreams.subscribe(request({ company: 'less' }));
  await until('another company has a connection of its own', () => sockets.length === 2);
  upstreams.subscribe(request({ query: 'one too many' }));
  await until('a full connection is not filled further', () => sockets.length === 3);
});

test('who leaves is completed at once, and the last to leave ends the connection', async () => {
  const upstreams = openUpstreams(logger);
  const [first, second] = [upstreams.subscribe(request()), upstreams.subscribe(request())];
  await until('both are subscribed', () => asked().length === 2);
  await first.return?.();
  const [{ id } = { id: '' }] = asked();
  await until('completed', () => heard.some((message) => message.type === 'complete' && message.id === id));
  expect(sockets[0]!.readyState).toBe(sockets[0]!.OPEN);
  await second.return?.();
  await until('closed', () => sockets[0]!.readyState === sockets[0]!.CLOSED);
});

test('who leaves before the connection is there is never subscribed', async () => {
  greets = false;
  const upstreams = openUpstreams(logger);
  const [first, second] = [upstreams.subscribe(request({ query: 'left' })), upstreams.subscribe(request())];
  await until('greeted', () => heard.length === 1);
  await first.return?.();
  sockets[0]!.send('{"type":"connection_ack"}');
  await until('subscribed', () => asked().length > 0);
  expect(asked('left')).toEqual([]);
  await second.return?.();
});

test('a connection that ends is lost to all that it carried, after what they had', async () => {
  const upstreams = openUpstreams(logger);
  const [first, second] = [upstreams.subscribe(request({ query: 'a' })), upstreams.subscribe(request())];
  await until('both are subscribed', () => asked().length === 2);
  send(asked('a')[0]!.id, 1);
  sockets[0]!.close(1011, 'trouble');
  expect(contentOf(await first.next())).toBe(1);
  await expect(first.next()).rejects.toMatchObject({ code: 'UPSTREAM_LOST', acknowledged: true });
  await expect(second.next()).rejects.toBeInstanceOf(UpstreamLost);
  void upstreams.subscribe(request());
  await until('the next one has a new connection', () => sockets.length === 2);
});

test('an operation that stands alone shares its connection with nobody', async () => {
  const upstreams = openUpstreams(logger);
  upstreams.subscribe(request());
  upstreams.subscribe(request({ alone: true }));
  upstreams.subscribe(request());
  await until('all are subscribed', () => asked().length === 3);
  expect(sockets.length).toBe(2);
});

test('a subgraph that sends faster than events are completed has to wait', async () => {
  const upstreams = openUpstreams(logger);
  const each = 500;
  const note = 'x'.repeat(4_000);
  const all = Array.from({ length: 20 }, () => upstreams.subscribe(request()));
  await until('all are subscribed', () => asked().length === all.length);
  for (let event = 0; event < each; event++) {
    for (const { id } of asked()) send(id, note);
  }
  expect(await settled(() => sockets[0]!.bufferedAmount)).toBeGreaterThan(0);
  for (let event = 0; event < each; event++) {
    for (const iterator of all) expect(contentOf(await iterator.next())).toBe(note);
  }
  expect(sockets[0]!.bufferedAmount).toBe(0);
});

/** What it is when it has not changed for many turns of the event loop, which both ends share. */
async function settled(value: () => number): Promise<number> {
  let last = value();
  for (let still = 0; still < 100; still++) {
    await new Promise((resolve) => setImmediate(resolve));
    if (value() !== last) still = 0;
    last = value();
  }
  return last;
}
