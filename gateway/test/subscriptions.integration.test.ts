import { createClient } from 'graphql-ws';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Subscriber, subscribe, until } from './clients.ts';
import { type Fleet, startFleet } from './fleet.ts';

const MOVES = 'subscription ($from: String) { moves(shipId: 1, fromSequence: $from) { sequence knots } }';

const MANY_WITHIN_MS = 40_000;

let fleet: Fleet;
let open: Subscriber[];
beforeEach(async () => {
  fleet = await startFleet();
  open = [];
});
afterEach(async () => {
  await Promise.all(open.map((client) => client.close()));
  await fleet[Symbol.asyncDispose]();
});

function follow(query: string, from?: string): Subscriber {
  const client = subscribe(fleet.url, { query, variables: from === undefined ? {} : { from } });
  open.push(client);
  return client;
}

const knots = ({ got }: Subscriber) => got.map(({ moves }) => (moves as { knots: number }).knots);
const received = (client: Subscriber, count: number) =>
  until(`${count} events`, () => client.got.length >= count);

describe('one upstream for all who ask the same', () => {
  test('a hundred equal subscribers make one, and the last to leave frees it', async () => {
    const clients = Array.from({ length: 100 }, () => follow(MOVES));
    await until('subscribed', () => fleet.moves.listeners === 1);
    fleet.moves.move(1);
    await Promise.all(clients.map((client) => received(client, 1)));
    fleet.moves.move(2);
    await Promise.all(clients.map((client) => received(client, 2)));
    expect(new Set(clients.map((client) => knots(client).join()))).toEqual(new Set(['1,2']));
    expect(fleet.moves.listeners).toBe(1);

    const [last, ...others] = clients;
    for (const client of others) client.unsubscribe();
    fleet.moves.move(3);
    await received(last!, 3);
    expect(fleet.moves.listeners).toBe(1);
    last!.unsubscribe();
    // No further event comes: the source has to be freed without one.
    await until('freed', () => fleet.moves.listeners === 0);
  });

  test('a client whose socket vanishes is a subscriber no more', async () => {
    const client = follow(MOVES);
    await until('subscribed', () => fleet.moves.listeners === 1);
    await client.close();
    await until('freed', () => fleet.moves.listeners === 0);
  });

  test('whoever comes later gets the state first and ends on the same upstream', async () => {
    const first = follow(MOVES);
    await until('subscribed', () => fleet.moves.listeners === 1);
    fleet.moves.move(1);
    await received(first, 1);
    const later = follow(MOVES);
    await received(later, 1);
    await until('joined', () => fleet.moves.listeners === 1);
    fleet.moves.move(2);
    await Promise.all([received(first, 2), received(later, 2)]);
    expect([knots(first), knots(later)]).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  test('white space and the names of operations aside, others are others', async () => {
    follow('subscription { moves(shipId: 1) { knots } }');
    follow('subscription {\n  moves(shipId: 1) {\n    knots\n  }\n}');
    await until('subscribed', () => fleet.moves.listeners === 1);
    follow('subscription { moves(shipId: 1) { knots sequence } }');
    await until('another', () => fleet.moves.listeners === 2);
  });
});

test(
  'five thousand distinct subscriptions each get every event whole and in order',
  async () => {
    await fleet[Symbol.asyncDispose]();
    fleet = await startFleet({ subscriptionsPerPrincipal: 5_000 });
    const got = Array.from({ length: 5_000 }, () => [] as unknown[]);
    const faults: unknown[] = [];
    const query = 'subscription ($id: ID!) { moves(shipId: $id) { knots ship { name } } }';
    const sockets = Array.from({ length: 50 }, () =>
      createClient({ url: `${fleet.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket }),
    );
    for (const [id, events] of got.entries()) {
      sockets[id % sockets.length]!.subscribe(
        { query, variables: { id } },
        {
          next: ({ data, errors }) => void (errors ? faults.push(errors) : events.push(data)),
          error: (error) => void faults.push(error),
          complete: () => void faults.push('ended'),
        },
      );
    }
    await until('subscribed', () => fleet.moves.listeners === got.length, MANY_WITHIN_MS);
    // Both ends of every connection are in this process: the clients' fifty, and not one for each subscription upstream.
    const ends = process.getActiveResourcesInfo().filter((resource) => resource === 'TCPSocketWrap');
    expect(ends.length).toBeLessThan(500);
    for (const knots of [1, 2, 3, 4]) fleet.moves.move(knots);
    const all = () => faults.length > 0 || got.every((events) => events.length === 4);
    await until('all have all', all, MANY_WITHIN_MS);
    expect(faults).toEqual([]);
    const expected = [1, 2, 3, 4].map((knots) => ({ moves: { knots, ship: { name: 'ship 1' } } }));
    for (const events of got) expect(events).toEqual(expected);
    expect(fleet.moves.subscribedFrom.length).toBe(got.length);
    await Promise.all(sockets.map((socket) => socket.dispose()));
    await until('freed', () => fleet.moves.listeners === 0, MANY_WITHIN_MS);
  },
  4 * MANY_WITHIN_MS,
);

describe('events', () => {
  test('are completed by the other subgraphs, in the order of the source', async () => {
    const client = follow(
      'subscription { moves(shipId: 1) { knots ship { id name berth sister { berth } } } }',
    );
    await until('subscribed', () => fleet.moves.listeners === 1);
    for (let i = 1; i <= 200; i++) fleet.moves.move(i);
    await until('the last', () => client.got.length >= 200);
    expect(knots(client)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
    expect(client.got[0]).toEqual({
      moves: { knots: 1, ship: { id: '1', name: 'ship 1', berth: 'berth 1', sister: { berth: 'berth 1s' } } },
    });
  });

  test('of a subgraph that lacks its part say so, and are whole again when it is back', async () => {
    const client = follow('subscription { moves(shipId: 1) { knots ship { name } } }');
    await until('subscribed', () => fleet.moves.listeners === 1);
    await fleet.stopShips();
    fleet.moves.move(1);
    await until('an error', () => client.errors.length > 0);
    expect(client.errors).toMatchObject([
      { extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'ships' } },
    ]);
    expect(client.ended).toBe('no');
    await fleet.startShips();
    let sent = 1;
    await until('whole again', () => {
      fleet.moves.move(++sent);
      return client.got.some(
        ({ moves }) => (moves as { ship?: { name?: string } } | null)?.ship?.name === 'ship 1',
      );
    });
  });
});

describe('resuming', () => {
  test('goes on after the cursor without a gap and joins the shared upstream', async () => {
    for (let i = 1; i <= 5; i++) fleet.moves.move(i);
    const shared = follow(MOVES);
    await received(shared, 1);
    const resumed = follow(MOVES, '2');
    await received(resumed, 3);
    await until('joined', () => fleet.moves.listeners === 1);
    fleet.moves.move(6);
    await Promise.all([received(shared, 2), received(resumed, 4)]);
    expect([knots(shared), knots(resumed)]).toEqual([
      [5, 6],
      [3, 4, 5, 6],
    ]);
    expect(fleet.moves.subscribedFrom).toEqual([undefined, '2']);
  });

  test('over more events than any queue holds still misses none', async () => {
    for (let i = 1; i <= 5_000; i++) fleet.moves.move(i);
    const client = follow(MOVES, '0');
    await received(client, 5_000);
    expect(knots(client)).toEqual(Array.from({ length: 5_000 }, (_, index) => index + 1));
  });

  test('takes the cursor as a literal too', async () => {
    for (let i = 1; i <= 3; i++) fleet.moves.move(i);
    const client = follow('subscription { moves(shipId: 1, fromSequence: "1") { knots } }');
    await received(client, 2);
    expect(knots(client)).toEqual([2, 3]);
  });

  test('from a position that is no longer held is answered RESUME_EXPIRED', async () => {
    for (let i = 1; i <= 5; i++) fleet.moves.move(i);
    fleet.moves.forget(2);
    const client = follow(MOVES, '1');
    await until('an answer', () => client.ended !== 'no');
    expect(client.errors).toMatchObject([{ extensions: { code: 'RESUME_EXPIRED' } }]);
  });

  test('a subgraph that starts anew is resumed by the gateway; clients miss nothing and are told nothing', async () => {
    const clients = [follow(MOVES), follow(MOVES)];
    await until('subscribed', () => fleet.moves.listeners === 1);
    fleet.moves.move(1);
    await Promise.all(clients.map((client) => received(client, 1)));
    await fleet.stopPositions();
    fleet.moves.move(2);
    fleet.moves.move(3);
    await fleet.startPositions();
    await Promise.all(clients.map((client) => received(client, 3)));
    fleet.moves.move(4);
    await Promise.all(clients.map((client) => received(client, 4)));
    expect(clients.map(knots)).toEqual([
      [1, 2, 3, 4],
      [1, 2, 3, 4],
    ]);
    expect(clients.map(({ ended, errors }) => [ended, errors])).toEqual([
      ['no', []],
      ['no', []],
    ]);
  });

  test('a subgraph that has forgotten the position begins anew with the whole state', async () => {
    const client = follow(MOVES);
    await until('subscribed', () => fleet.moves.listeners === 1);
    fleet.moves.move(1);
    await received(client, 1);
    await fleet.stopPositions();
    for (let i = 2; i <= 9; i++) fleet.moves.move(i);
    fleet.moves.forget(1);
    await fleet.startPositions();
    await received(client, 2);
    expect([knots(client), client.ended]).toEqual([[1, 9], 'no']);
  });

  test('a subscription can be made before its subgraph is there', async () => {
    await fleet.stopPositions();
    const client = follow(MOVES);
    await fleet.startPositions();
    await until('subscribed', () => fleet.moves.listeners === 1);
    fleet.moves.move(1);
    await received(client, 1);
  });
});

describe('what is refused', () => {
  test.each([
    ['subscription { moves(shipId: 1) { ship { code } } }', 'FORBIDDEN'],
    ['subscription { moves(shipId: 1) @skip(if: false) { knots } }', 'BAD_REQUEST'],
    ['subscription { ...a } fragment a on Subscription { moves(shipId: 1) { knots } }', 'BAD_REQUEST'],
    [
      'subscription { moves(shipId: 1) { knots } lastMove(shipId: 1) { knots } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['subscription { moves { knots } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['subscription {', 'GRAPHQL_PARSE_FAILED'],
    [`subscription { moves(shipId: 1) { ${'knots '.repeat(1_000)} } }`, 'LIMIT_TOKENS'],
    [`{ a: harbour { name } b: harbour { name } }`, 'LIMIT_COST'],
  ])('$1 ($#)', async (query, code) => {
    const client = follow(query);
    await until('an answer', () => client.ended !== 'no');
    expect(client.errors).toMatchObject([{ extensions: { code, correlationId: expect.any(String) } }]);
    expect(fleet.moves.listeners).toBe(0);
  });

  test('queries run over the socket as well', async () => {
    const client = follow('{ ship(id: 1) { name berth } }');
    await until('done', () => client.ended === 'completed');
    expect(client.got).toEqual([{ ship: { name: 'ship 1', berth: 'berth 1' } }]);
  });
});
