import { createClient } from '@clickhouse/client';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { Client } from 'pg';
import { expect, test } from 'vitest';
import { openTestStores } from './stores.ts';

test('streams of the same name in two test files do not see each other', async () => {
  await using first = await openTestStores();
  await using second = await openTestStores();
  const [mine, theirs] = await Promise.all([first.connectNats(), second.connectNats()]);
  for (const connection of [mine, theirs]) {
    const manager = await jetstreamManager(connection);
    await manager.streams.add({ name: 'SAME', subjects: ['same'], max_bytes: 1_000_000 });
  }
  await jetstream(mine).publish('same', 'only mine');
  const counts = await Promise.all(
    [mine, theirs].map(async (connection) => {
      const manager = await jetstreamManager(connection);
      return (await manager.streams.info('SAME')).state.messages;
    }),
  );
  expect(counts).toEqual([1, 0]);
});

test('tables of the same name in two test files do not see each other', async () => {
  await using first = await openTestStores();
  await using second = await openTestStores();
  const found: number[] = [];
  for (const stores of [first, second]) {
    const client = new Client({ connectionString: stores.postgresUrl });
    await client.connect();
    await client.query('CREATE TABLE same (id int)');
    await client.query('INSERT INTO same VALUES (1)');
    found.push((await client.query('SELECT * FROM same')).rowCount ?? 0);
    await client.end();
  }
  expect(found).toEqual([1, 1]);
});

test('the measurement database is one of the file, and goes when the stores are closed', async () => {
  const stores = await openTestStores();
  const { url, user, password, database } = stores.clickhouse;
  const client = createClient({ url, username: user, password });
  const exists = async () => {
    const answer = await client.query({
      query: 'SELECT count() AS found FROM system.databases WHERE name = {database:String}',
      query_params: { database },
      format: 'JSONEachRow',
    });
    const [row] = await answer.json<{ found: string }>();
    return Number(row?.found);
  };
  try {
    expect(await exists()).toBe(1);
    await stores.close();
    expect(await exists()).toBe(0);
  } finally {
    await client.close();
    await stores.close();
  }
});
