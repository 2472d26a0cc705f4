import { deepStrictEqual } from 'node:assert';
import { type AuditClient, type Subscribe, until } from './client.ts';
import type { Shop } from './shop.ts';

export interface Bench {
  readonly shop: Shop;
  readonly subscribe: Subscribe;
}

export interface AuditCheck {
  readonly name: string;
  /** `must`: a gateway without it gives wrong answers. `should`: what its users wait for. */
  readonly level: 'must' | 'should';
  run(bench: Bench): Promise<void>;
}

const CHANGED = 'subscription { changed(productId: 1) { number } }';
const data = (client: AuditClient) => client.got.map((result) => result.data);
const events = (client: AuditClient, count: number) =>
  until(`${count} events`, () => client.got.length >= count);
const equal = (actual: unknown, expected: unknown) =>
  deepStrictEqual(JSON.parse(JSON.stringify(actual)), expected);

async function following(
  bench: Bench,
  query: string,
  variables?: Record<string, unknown>,
): Promise<AuditClient> {
  const before = bench.shop.opened;
  const client = bench.subscribe(query, variables);
  await until('the subgraph is subscribed to', () => bench.shop.opened > before);
  return client;
}
const change = (number: number, id = '1') => ({ number, product: { id } });

export const CHECKS: readonly AuditCheck[] = [
  {
    name: 'an event of one subgraph arrives',
    level: 'must',
    async run(bench) {
      const client = await following(bench, CHANGED);
      bench.shop.change(change(1));
      await events(client, 1);
      equal(data(client), [{ changed: { number: 1 } }]);
    },
  },
  {
    name: 'fields of another subgraph are fetched for each event',
    level: 'must',
    async run(bench) {
      const client = await following(
        bench,
        'subscription { changed(productId: 1) { number product { id name inStock } } }',
      );
      bench.shop.change(change(1));
      bench.shop.change(change(2, '5'));
      await events(client, 2);
      equal(data(client), [
        { changed: { number: 1, product: { id: '1', name: 'product 1', inStock: 11 } } },
        { changed: { number: 2, product: { id: '5', name: 'product 5', inStock: 15 } } },
      ]);
    },
  },
  {
    name: 'a field that requires another subgraph’s is computed there',
    level: 'must',
    async run(bench) {
      const client = await following(
        bench,
        'subscription { changed(productId: 1) { product { shippingCents } } }',
      );
      bench.shop.change(change(1, '3'));
      await events(client, 1);
      equal(data(client), [{ changed: { product: { shippingCents: 600 } } }]);
    },
  },
  {
    name: 'aliases, fragments and __typename',
    level: 'must',
    async run(bench) {
      const client = await following(
        bench,
        `subscription Named { c: changed(productId: 1) { __typename n: number ...rest } }
         fragment rest on Change { product { ... on Named { label: name } __typename } }`,
      );
      bench.shop.change(change(7));
      await events(client, 1);
      equal(data(client), [
        { c: { __typename: 'Change', n: 7, product: { label: 'product 1', __typename: 'Product' } } },
      ]);
    },
  },
  {
    name: 'a union as payload',
    level: 'must',
    async run(bench) {
      const client = await following(
        bench,
        'subscription { happened { ... on Change { number product { name } } ... on Closing { reason } } }',
      );
      bench.shop.change(change(1));
      bench.shop.change({ ...change(2), note: 'closing' });
      await events(client, 2);
      equal(data(client), [
        { happened: { number: 1, product: { name: 'product 1' } } },
        { happened: { reason: 'night' } },
      ]);
    },
  },
  {
    name: 'variables, defaults and input objects',
    level: 'must',
    async run(bench) {
      await following(
        bench,
        'subscription ($id: ID!, $f: Filter = { tags: ["a"] }) { changed(productId: $id, filter: $f) { number } }',
        {
          id: '1',
        },
      );
      equal(bench.shop.filters.at(-1), { size: 'SMALL', tags: ['a'] });
    },
  },
  {
    name: '@include and @skip below the root',
    level: 'must',
    async run(bench) {
      const client = await following(
        bench,
        'subscription ($no: Boolean!) { changed(productId: 1) { number @skip(if: $no) note @include(if: $no) product { name @include(if: $no) id } } }',
        { no: false },
      );
      bench.shop.change(change(1));
      await events(client, 1);
      equal(data(client), [{ changed: { number: 1, product: { id: '1' } } }]);
    },
  },
  {
    name: 'null, and an entity that is gone',
    level: 'must',
    async run(bench) {
      const client = await following(
        bench,
        'subscription { changed(productId: 1) { number previous { name } } }',
      );
      bench.shop.change({ ...change(1), previous: null });
      bench.shop.change({ ...change(2), previous: { id: '0' } });
      bench.shop.change(change(3));
      await events(client, 3);
      equal(data(client)[0], { changed: { number: 1, previous: null } });
      equal((data(client)[1] as { changed: { previous: unknown } }).changed.previous, null);
      equal(data(client)[2], { changed: { number: 3, previous: null } });
    },
  },
  {
    name: 'a failing field gives a partial result, and the next event comes',
    level: 'must',
    async run(bench) {
      const client = await following(
        bench,
        'subscription { changed(productId: 1) { number product { risky } } }',
      );
      bench.shop.change(change(1, '13'));
      bench.shop.change(change(2));
      await events(client, 2);
      equal(data(client), [
        { changed: { number: 1, product: { risky: null } } },
        { changed: { number: 2, product: { risky: 'well' } } },
      ]);
      if (!client.got[0]!.errors?.length) throw new Error('the error was kept from the client');
    },
  },
  {
    name: 'an event that fails at its source is told, and the next comes',
    level: 'must',
    async run(bench) {
      const client = await following(bench, 'subscription { failing { number } }');
      bench.shop.change({ ...change(1), note: 'bad' });
      bench.shop.change(change(2));
      await events(client, 2);
      if (!client.got[0]!.errors?.length) throw new Error('the error was kept from the client');
      equal(data(client)[1], { failing: { number: 2 } });
    },
  },
  {
    name: 'a subscription that the subgraph refuses fails',
    level: 'must',
    async run({ subscribe }) {
      const client = subscribe('subscription { broken { number } }');
      await until('an end', () => client.ended !== 'no');
      if (!client.got.some(({ errors }) => errors?.length)) throw new Error('it ended without an error');
    },
  },
  {
    name: 'an invalid subscription is refused before anything is asked',
    level: 'must',
    async run({ shop, subscribe }) {
      const before = shop.opened;
      const client = subscribe('subscription { changed(productId: 1) { nothing } }');
      await until(
        'a refusal',
        () => client.ended === 'failed' || client.got.some(({ errors }) => errors?.length),
      );
      equal(shop.opened, before);
    },
  },
  {
    name: 'a source that completes completes the client',
    level: 'must',
    async run(bench) {
      const client = await following(bench, 'subscription { ending(after: 2) { number } }');
      bench.shop.change(change(1));
      bench.shop.change(change(2));
      await until('completion', () => client.ended === 'completed');
      equal(data(client), [{ ending: { number: 1 } }, { ending: { number: 2 } }]);
    },
  },
  {
    name: 'events stay in order while one waits for another subgraph',
    level: 'must',
    async run(bench) {
      const client = await following(
        bench,
        'subscription { changed(productId: 1) { number product { slow } } }',
      );
      const release = bench.shop.holdSlow();
      for (let number = 1; number <= 5; number++) bench.shop.change(change(number, String(number)));
      release();
      await events(client, 5);
      equal(
        data(client).map((one) => (one as { changed: { number: number } }).changed.number),
        [1, 2, 3, 4, 5],
      );
    },
  },
  {
    name: 'five hundred events in one go all arrive, in order',
    level: 'must',
    async run(bench) {
      const client = await following(
        bench,
        'subscription { changed(productId: 1) { number product { name } } }',
      );
      for (let number = 1; number <= 500; number++) bench.shop.change(change(number));
      await events(client, 500);
      equal(
        data(client).map((one) => (one as { changed: { number: number } }).changed.number),
        Array.from({ length: 500 }, (_, index) => index + 1),
      );
    },
  },
  {
    name: 'a client that unsubscribes frees the subgraph within a second, also between events',
    level: 'must',
    async run(bench) {
      const client = await following(bench, CHANGED);
      client.unsubscribe();
      await until('freed', () => bench.shop.open === 0, 1_000);
    },
  },
  {
    name: 'a client that vanishes frees the subgraph within a second',
    level: 'must',
    async run(bench) {
      const client = await following(bench, CHANGED);
      client.vanish();
      await until('freed', () => bench.shop.open === 0, 1_000);
    },
  },
  {
    name: 'a client that leaves takes nothing from the others',
    level: 'must',
    async run(bench) {
      const [leaves, stays] = [await following(bench, CHANGED), bench.subscribe(CHANGED)];
      await until('both are there', () => {
        bench.shop.change(change(0));
        return stays.got.length > 0;
      });
      leaves.unsubscribe();
      const before = stays.got.length;
      bench.shop.change(change(9));
      await events(stays, before + 1);
    },
  },
  {
    name: 'fifty equal subscriptions are one at the subgraph',
    level: 'should',
    async run({ shop, subscribe }) {
      const clients = Array.from({ length: 50 }, () => subscribe(CHANGED));
      await until('all have an event', () => {
        shop.change(change(1));
        return clients.every((client) => client.got.length > 0);
      });
      await until('one upstream', () => shop.open === 1);
    },
  },
  {
    name: 'entity fetches of equal subscriptions are made once an event',
    level: 'should',
    async run({ shop, subscribe }) {
      const query = 'subscription { changed(productId: 1) { product { name } } }';
      const clients = Array.from({ length: 20 }, () => subscribe(query));
      await until('all have an event', () => {
        shop.change(change(1));
        return clients.every((client) => client.got.length > 0);
      });
      // What is still on its way from before must not be counted.
      await new Promise((resolve) => setTimeout(resolve, 500));
      const before = shop.entityRequests;
      const had = clients.map((client) => client.got.length);
      shop.change(change(2, '4'));
      await until('all have it', () => clients.every((client, index) => client.got.length > had[index]!));
      equal(shop.entityRequests - before, 1);
    },
  },
  {
    name: 'a subgraph that is deployed anew is subscribed to again, and the client notices nothing',
    level: 'should',
    async run(bench) {
      const client = await following(bench, CHANGED);
      bench.shop.change(change(1));
      await events(client, 1);
      const before = bench.shop.opened;
      bench.shop.dropSockets();
      await until('subscribed again', () => bench.shop.opened > before && bench.shop.open > 0);
      bench.shop.change(change(2));
      await events(client, 2);
      equal([client.ended, data(client).at(-1)], ['no', { changed: { number: 2 } }]);
    },
  },
];
