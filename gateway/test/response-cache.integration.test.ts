import { mintApiKey } from '@citywatt/access-policy/api-keys';
import { CACHE_INVALIDATE_SUBJECT, encodeInvalidation } from '@citywatt/service-runtime/cache-invalidation';
import type { OwnStores } from '@citywatt/test-harness/own-stores';
import { openTestStores } from '@citywatt/test-harness/stores';
import type { NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { post, until } from './clients.ts';
import { type Fleet, startFleet } from './fleet.ts';

let stores: OwnStores;
let nats: NatsConnection;
let fleet: Fleet;
let headers: Record<string, string>;
beforeAll(async () => {
  stores = await openTestStores();
  nats = await stores.connectNats();
  fleet = await startFleet({ natsUrl: stores.natsUrl });
  const key = await mintApiKey(nats, { tenant: 'demo', scopes: ['explore', 'city:read'], name: 'test' });
  headers = { authorization: `Bearer ${key}` };
  await until('the key is known', async () => (await ask('{ __typename }')).status === 200);
});
afterAll(async () => {
  await fleet[Symbol.asyncDispose]();
  await stores.close();
});

const ask = (query: string) => post(fleet.url, { query }, headers);
const invalidate = async (...tags: string[]) => {
  nats.publish(CACHE_INVALIDATE_SUBJECT, encodeInvalidation(tags));
  await nats.flush();
};
const HARBOUR = '{ harbour { name } }';

/** Asked until it comes from what was kept: only then is the cache known to hear of changes. */
const keptAnswer = async (query: string) => {
  let answer = await ask(query);
  await until('kept', async () => {
    answer = await ask(query);
    return answer.headers.get('x-cache') === 'hit';
  });
  return answer;
};

test('an answer is made once, until what it was made of changes', async () => {
  const kept = await keptAnswer(HARBOUR);
  expect((await ask(HARBOUR)).data).toEqual(kept.data);
  await invalidate('another');
  expect((await ask(HARBOUR)).data).toEqual(kept.data);
  await invalidate('harbour');
  await until(
    'made anew',
    async () => JSON.stringify((await ask(HARBOUR)).data) !== JSON.stringify(kept.data),
  );
});

test('equal texts of other principals do not share, nor do other variables', async () => {
  await keptAnswer(HARBOUR);
  const other = await mintApiKey(nats, { tenant: 'other', scopes: ['explore', 'city:read'], name: 'test' });
  const asOther = () => post(fleet.url, { query: HARBOUR }, { authorization: `Bearer ${other}` });
  await until('known', async () => (await asOther()).status === 200);
  await keptAnswer(HARBOUR);
  await invalidate('harbour');
  expect((await asOther()).data).not.toEqual((await keptAnswer(HARBOUR)).data);
});

test('an answer of which one part says nothing, one with errors and a mutation are never kept', async () => {
  for (const query of [
    '{ fleet(first: 1) { name } }',
    '{ fleet(first: 1) { berth } }',
    '{ harbour { name } broken }',
  ]) {
    for (let times = 0; times < 3; times++) expect((await ask(query)).headers.get('x-cache')).toBeNull();
  }
});
