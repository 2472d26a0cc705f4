import { openTestStores } from '@citywatt/test-harness/stores';
import { expect, test } from 'vitest';
import { mintApiKey, openApiKeys, revokeApiKey } from './api-keys.ts';

test('a minted key is known to every watch, and refused once it is revoked', async () => {
  await using stores = await openTestStores();
  const connection = await stores.connectNats();
  const errors: unknown[] = [];
  const keys = openApiKeys(connection, (error) => errors.push(error));
  await keys.ready;
  const key = await mintApiKey(connection, { tenant: 'demo', scopes: ['ingest'], name: 'test' });
  const id = key.split('_')[1]!;
  await expect
    .poll(() => keys.verify(key))
    .toEqual({ tenant: 'demo', subject: `key:${id}`, roles: [], scopes: ['ingest'] });
  expect(await keys.verify(`${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`)).toBeUndefined();
  expect(await keys.verify('cw_nonsense')).toBeUndefined();
  await revokeApiKey(connection, id);
  await expect.poll(() => keys.verify(key)).toBeUndefined();
  expect(errors).toEqual([]);
  keys.stop();
});
