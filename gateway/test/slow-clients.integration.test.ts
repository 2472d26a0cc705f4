import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Subscriber, subscribe, until } from './clients.ts';
import { type Fleet, startFleet } from './fleet.ts';

/** Far more than the buffers of two kernels take. */
const EVENTS = 400;
const LOG = 'x'.repeat(64 * 1024);

let fleet: Fleet;
let witness: Subscriber;
beforeEach(async () => {
  fleet = await startFleet();
});
afterEach(async () => {
  await witness.close();
  await fleet[Symbol.asyncDispose]();
});

interface RawClient {
  readonly knots: number[];
  readonly closed: number | undefined;
  pause(): void;
  resume(): void;
  end(): void;
}

/** Speaks the protocol by hand, so that it can stop reading. */
async function rawSubscriber(query: string, field: string): Promise<RawClient> {
  const socket = new WebSocket(`${fleet.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const knots: number[] = [];
  let closed: number | undefined;
  socket.on('message', (data) => {
    const message = JSON.parse(String(data));
    if (message.type === 'connection_ack')
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
    if (message.type === 'next') knots.push(message.payload.data[field].knots);
  });
  socket.on('close', (code) => {
    closed = code;
  });
  await new Promise((resolve) => socket.once('open', resolve));
  socket.send('{"type":"connection_init"}');
  return {
    knots,
    get closed() {
      return closed;
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    end: () => socket.terminate(),
  };
}

/** Sends at the pace of a client that reads, so that no queue but the slow client's own can be what overflows. */
async function flood(): Promise<void> {
  for (let sent = 1; sent <= EVENTS; sent++) {
    fleet.moves.move(sent, LOG);
    if (sent % 20 === 0) await until('the witness has it', () => witness.got.length >= sent);
  }
}

test('a client that must get every event and reads none is closed with 4429, and nobody else waits for it', async () => {
  witness = subscribe(fleet.url, { query: 'subscription { moves(shipId: 1) { knots log } }' });
  const slow = await rawSubscriber('subscription { moves(shipId: 1) { knots log } }', 'moves');
  await until('both subscribed', () => fleet.moves.listeners === 1);
  fleet.moves.move(0, LOG);
  await until('both have the first', () => slow.knots.length === 1 && witness.got.length === 1);
  slow.pause();
  await flood();
  slow.resume();
  await until('closed', () => slow.closed !== undefined);
  expect(slow.closed).toBe(4429);
  expect(slow.knots.length).toBeLessThan(EVENTS);
  expect(slow.knots).toEqual(Array.from(slow.knots, (_, index) => index));
  expect(fleet.moves.listeners).toBe(1);
  slow.end();
});

test('of what may be left out a slow client gets the latest when it reads again, and stays', async () => {
  witness = subscribe(fleet.url, { query: 'subscription { moves(shipId: 1) { knots log } }' });
  const slow = await rawSubscriber('subscription { lastMove(shipId: 1) { knots log } }', 'lastMove');
  await until('both subscribed', () => fleet.moves.listeners === 2);
  slow.pause();
  await flood();
  slow.resume();
  await until('the latest', () => slow.knots.at(-1) === EVENTS);
  expect(slow.knots.length).toBeLessThan(EVENTS);
  expect(slow.knots).toEqual(slow.knots.toSorted((a, b) => a - b));
  fleet.moves.move(EVENTS + 1);
  await until('one more', () => slow.knots.at(-1) === EVENTS + 1);
  expect(slow.closed).toBeUndefined();
  slow.end();
});
