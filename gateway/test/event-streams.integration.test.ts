import { createClient } from 'graphql-sse';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { post, until } from './clients.ts';
import { type Fleet, startFleet } from './fleet.ts';

const MOVES =
  'subscription ($from: String) { moves(shipId: 1, fromSequence: $from) { sequence knots ship { name } } }';

let fleet: Fleet;
beforeEach(async () => {
  fleet = await startFleet({ subscriptionsPerPrincipal: 3 });
});
afterEach(() => fleet[Symbol.asyncDispose]());

function follow(query: string, variables: Record<string, unknown> = {}) {
  const client = createClient({ url: `${fleet.url}/graphql`, retryAttempts: 0 });
  const got: Record<string, unknown>[] = [];
  const errors: unknown[] = [];
  let completed = false;
  const leave = client.subscribe<Record<string, unknown>>(
    { query, variables },
    {
      next: (result) => {
        if (result.data) got.push(result.data);
        if (result.errors) errors.push(...result.errors);
      },
      error: (error) => errors.push(error),
      complete: () => {
        completed = true;
      },
    },
  );
  return {
    got,
    errors,
    leave,
    get completed() {
      return completed;
    },
  };
}

describe('server-sent events', () => {
  test('carry a federated subscription, share its upstream with others and free it when they leave', async () => {
    const clients = [follow(MOVES), follow(MOVES)];
    await until('subscribed', () => fleet.moves.listeners === 1);
    fleet.moves.move(7);
    await until('both have it', () => clients.every(({ got }) => got.length === 1));
    expect(clients[0]!.got).toEqual([{ moves: { sequence: '1', knots: 7, ship: { name: 'ship 1' } } }]);
    expect(clients[1]!.got).toEqual(clients[0]!.got);
    for (const { leave } of clients) leave();
    await until('freed', () => fleet.moves.listeners === 0);
  });

  test('resume from a sequence without gap or duplicate', async () => {
    for (const knots of [1, 2, 3]) fleet.moves.move(knots);
    const client = follow(MOVES, { from: '1' });
    await until('caught up', () => client.got.length === 2);
    fleet.moves.move(4);
    await until('goes on', () => client.got.length === 3);
    expect(client.got.map(({ moves }) => (moves as { knots: number }).knots)).toEqual([2, 3, 4]);
    client.leave();
  });

  test('answer a query too', async () => {
    const client = follow('{ ship(id: 1) { name berth } }');
    await until('completed', () => client.completed);
    expect(client.got).toEqual([{ ship: { name: 'ship 1', berth: 'berth 1' } }]);
  });

  test('come by GET, for a browser’s EventSource', async () => {
    const url = new URL('/graphql', fleet.url);
    url.search = new URLSearchParams({ query: MOVES, variables: '{"from":null}' }).toString();
    const controller = new AbortController();
    const response = await fetch(url, {
      headers: { accept: 'text/event-stream' },
      signal: controller.signal,
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    await until('subscribed', () => fleet.moves.listeners === 1);
    fleet.moves.move(5);
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      if (text.includes('event: next')) break;
    }
    expect(text).toContain(
      'event: next\ndata: {"data":{"moves":{"sequence":"1","knots":5,"ship":{"name":"ship 1"}}}}\n\n',
    );
    controller.abort();
    await until('freed', () => fleet.moves.listeners === 0);
  });

  test('a mutation by GET, broken variables and a refused operation are answered with their status', async () => {
    const ask = async (parameters: Record<string, string>) => {
      const response = await fetch(`${fleet.url}/graphql?${new URLSearchParams(parameters)}`, {
        headers: { accept: 'text/event-stream' },
      });
      const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
      return [response.status, errors[0]!.extensions.code];
    };
    expect(await ask({ query: 'mutation { rename(id: 1, name: "x") { name } }' })).toEqual([
      405,
      'METHOD_NOT_ALLOWED',
    ]);
    expect(await ask({ query: MOVES, variables: '{' })).toEqual([400, 'BAD_REQUEST']);
    expect(await ask({ query: 'subscription { nothing }' })).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
    expect((await post(fleet.url, { query: MOVES })).status).toBe(400);
  });

  test('end when the gateway stops', async () => {
    const client = follow(MOVES);
    await until('subscribed', () => fleet.moves.listeners === 1);
    await fleet.gateway.stop();
    await until('completed', () => client.completed);
  });

  test('of one principal are capped, and the place of one that left is free again', async () => {
    const clients = [1, 2, 3].map(() => follow(MOVES));
    await until('subscribed', () => fleet.moves.listeners === 1);
    fleet.moves.move(1);
    await until('all have it', () => clients.every(({ got }) => got.length === 1));
    const refused = await post(fleet.url, { query: MOVES }, { accept: 'text/event-stream' });
    expect([refused.status, refused.errors?.[0]?.extensions['code']]).toEqual([
      429,
      'TOO_MANY_SUBSCRIPTIONS',
    ]);
    clients[0]!.leave();
    let next = follow(MOVES);
    await until('let in', async () => {
      fleet.moves.move(2);
      if (next.got.length > 0) return true;
      if (next.errors.length > 0) next = follow(MOVES);
      return false;
    });
    for (const { leave } of [...clients, next]) leave();
  });
});
