import { LOCAL_OPERATOR } from '@citywatt/access-policy/principal';
import { migrateMeasurementStore } from '@citywatt/measurement-store/migrate';
import { PARTITION_COUNT } from '@citywatt/reading-stream/partition';
import { openWorkerReports, type WorkerReport } from '@citywatt/reading-stream/worker-report';
import type { OwnStores } from '@citywatt/test-harness/own-stores';
import { openTestStores } from '@citywatt/test-harness/stores';
import type { KV } from '@nats-io/kv';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningConsumption, startConsumption } from '../../test/running-consumption.ts';

const QUERY = `{ processing { partition state worker epoch position lagMessages lagSeconds checkpointAgeSeconds
  repairMarks } }`;
const CONDITION = { timeout: 20_000, interval: 50 };

let stores: OwnStores;
let consumption: RunningConsumption;
let reports: KV;

beforeAll(async () => {
  stores = await openTestStores();
  await migrateMeasurementStore(stores.clickhouse, { raw: 90, quarterHour: 1_096 });
  reports = await openWorkerReports(await stores.connectNats());
  consumption = await startConsumption(stores);
});
afterAll(async () => {
  await consumption.stop();
  await stores.close();
});

const report = (name: string, lagMessages: number, epoch: number): WorkerReport => ({
  name,
  lagMessages,
  partitions: [
    {
      partition: 2,
      epoch,
      position: 77,
      tick: Date.now() - 1_500,
      live: true,
      checkpointAgeMs: 12_500,
      repairMarks: 3,
    },
  ],
});

const second = async () => (await consumption.ask(QUERY)).data.processing[2];

test('who owns each partition, as the workers report it; one that falls silent owns nothing', async () => {
  await reports.put('one', JSON.stringify(report('one', 5, 4)));
  await expect.poll(async () => (await second()).worker, CONDITION).toBe('one');
  const { data } = await consumption.ask(QUERY);
  expect(data.processing).toHaveLength(PARTITION_COUNT);
  expect(data.processing[1]).toMatchObject({ partition: 1, state: 'UNOWNED', worker: null, epoch: null });
  expect(data.processing[2]).toMatchObject({
    partition: 2,
    state: 'LIVE',
    worker: 'one',
    epoch: 4,
    position: '77',
    lagMessages: 5,
    checkpointAgeSeconds: 12.5,
    repairMarks: 3,
  });
  expect(data.processing[2].lagSeconds).toBeGreaterThan(1);
  await reports.put('two', JSON.stringify(report('two', 0, 5)));
  await expect.poll(async () => (await second()).worker, CONDITION).toBe('two');
  await expect.poll(async () => (await second()).state, CONDITION).toBe('UNOWNED');
});

test('it takes the scope of operations', async () => {
  const { errors } = await consumption.ask(QUERY, {}, { ...LOCAL_OPERATOR, scopes: ['city:read'] });
  expect(errors![0]!.extensions).toMatchObject({ code: 'FORBIDDEN' });
});
