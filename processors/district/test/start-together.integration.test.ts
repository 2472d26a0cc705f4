import { connectMeasurementStore } from '@citywatt/measurement-store/connection';
import { createLogger } from '@citywatt/service-runtime/logger';
import type { OwnStores } from '@citywatt/test-harness/own-stores';
import { openTestStores } from '@citywatt/test-harness/stores';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { underLock } from '../src/adapters/nats-lock.ts';
import { start } from '../src/start.ts';

let stores: OwnStores;
beforeAll(async () => {
  stores = await openTestStores();
});
afterAll(async () => {
  await stores?.close();
});

test('processors that start together on empty stores migrate once, without a word of error', async () => {
  const logger = createLogger('test', 'silent');
  const warn = vi.spyOn(logger, 'warn');
  const error = vi.spyOn(logger, 'error');
  const started = await Promise.all(
    ['one', 'two', 'three'].map((workerName) =>
      start(
        {
          natsUrl: stores.natsUrl,
          clickhouse: stores.clickhouse,
          rawRetentionDays: 90,
          quarterHourRetentionDays: 1_096,
          readingsMaxBytes: 64_000_000,
          workerName,
        },
        logger,
      ),
    ),
  );
  expect([...warn.mock.calls, ...error.mock.calls]).toEqual([]);
  await Promise.all(started.map((processor) => processor.stop()));
  const measurements = connectMeasurementStore(stores.clickhouse);
  const answer = await measurements.query({
    query: 'SELECT file, count() AS runs FROM schema_migrations GROUP BY file HAVING runs != 1',
    format: 'JSONEachRow',
  });
  expect(await answer.json()).toEqual([]);
  await measurements.close();
});

test('what is done under one lock is done one after the other, also after one that failed', async () => {
  const connection = await stores.connectNats();
  let inside = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++inside);
    await connection.flush();
    inside--;
  };
  const failed = underLock(connection, 'test', async () => {
    await work();
    throw new RangeError('it failed');
  });
  await Promise.all([
    expect(failed).rejects.toThrow('it failed'),
    ...Array.from({ length: 5 }, () => underLock(connection, 'test', work)),
  ]);
  expect(most).toBe(1);
});

test('the lock of one that died ends by itself, and one that has lost it is told', async () => {
  const [dead, living] = [await stores.connectNats(), await stores.connectNats()];
  const held = Promise.withResolvers<AbortSignal>();
  const hold = Promise.withResolvers<void>();
  const first = underLock(dead, 'left', async (signal) => {
    held.resolve(signal);
    await hold.promise;
  });
  const signal = await held.promise;
  await dead.close();
  expect(await underLock(living, 'left', async () => 'done')).toBe('done');
  expect(signal.aborted).toBe(true);
  hold.resolve();
  await first;
});
