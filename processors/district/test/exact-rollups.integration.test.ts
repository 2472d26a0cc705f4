import { connectMeasurementStore, type MeasurementClient } from '@citywatt/measurement-store/connection';
import { partitionOf } from '@citywatt/reading-stream/partition';
import { DEADLETTER_STREAM } from '@citywatt/reading-stream/subjects';
import { openBucket } from '@citywatt/reading-stream/watched-bucket';
import { putDistrict } from '@citywatt/sensor-directory/directory-store';
import { createLogger } from '@citywatt/service-runtime/logger';
import type { OwnStores } from '@citywatt/test-harness/own-stores';
import { seeded } from '@citywatt/test-harness/seeded';
import { openTestStores } from '@citywatt/test-harness/stores';
import { type JetStreamClient, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openNatsCheckpoints } from '../src/adapters/nats-checkpoints.ts';
import { checkpointStore, FencedError } from '../src/checkpoint/checkpoint-store.ts';
import type { DistrictConfig } from '../src/environment.ts';
import { start } from '../src/start.ts';
import {
  districts,
  publishDirectories,
  publishEnd,
  publishReadings,
  readingsOf,
} from './city-of-readings.ts';
import { expectRecount } from './stored-windows.ts';

let stores: OwnStores;
let stream: JetStreamClient;
let measurements: MeasurementClient;
let config: DistrictConfig;
const logger = createLogger('test', 'warn');

beforeEach(async () => {
  stores = await openTestStores();
  stream = jetstream(await stores.connectNats());
  measurements = connectMeasurementStore(stores.clickhouse);
  config = {
    natsUrl: stores.natsUrl,
    clickhouse: stores.clickhouse,
    rawRetentionDays: 90,
    quarterHourRetentionDays: 1_096,
    readingsMaxBytes: 64_000_000,
    workerName: 'test',
  };
});
afterEach(async () => {
  await measurements.close();
  await stores.close();
});

test('every window equals an independent recount, over the change of the clock', async () => {
  const processor = await start(config, logger);
  const readings = readingsOf(1);
  await publishDirectories(stream);
  await publishReadings(stream, readings, 500);
  await publishEnd(stream);
  await expectRecount(measurements, readings);
  await processor.stop();
});

test('shuffled and doubled readings give the same rollups', async () => {
  const processor = await start(config, logger);
  const readings = readingsOf(2);
  const random = seeded(3);
  const doubled = readings.flatMap((reading) => (random.next() < 0.3 ? [reading, reading] : [reading]));
  const disordered = random.shuffle(doubled);
  await publishDirectories(stream);
  await publishReadings(stream, disordered, 300);
  await publishEnd(stream);
  await expectRecount(measurements, readings);
  await processor.stop();
});

test('a processor that ends in the middle is followed by one that goes on: nothing twice, nothing lost', async () => {
  const readings = readingsOf(4);
  let processor = await start(config, logger);
  await publishDirectories(stream);
  const part = Math.ceil(readings.length / 4);
  for (let at = 0; at < readings.length; at += part) {
    await publishReadings(stream, readings.slice(at, at + part), 200);
    await processor.stop();
    processor = await start(config, logger);
  }
  await publishEnd(stream);
  await expectRecount(measurements, readings);
  await processor.stop();
});

test('a state of another version is made anew from the directory and the raw readings, as exact', async () => {
  const readings = readingsOf(7);
  const half = Math.ceil(readings.length / 2);
  const connection = await stores.connectNats();
  let processor = await start(config, logger);
  await publishDirectories(stream);
  for (const directory of districts) await putDistrict(connection, directory);
  await publishReadings(stream, seeded(8).shuffle(readings.slice(0, half)), 200);
  const bucket = await openBucket(connection, 'checkpoints');
  const partitions = districts.map((directory) => String(partitionOf(directory)));
  const pointers = async () =>
    await Promise.all(partitions.map(async (key) => (await bucket.get(key))!.json<{ sequence: number }>()));
  const written = async () => (await pointers()).every(({ sequence }) => sequence > 0);
  await expect.poll(written, { timeout: 20_000 }).toBe(true);
  await processor.stop();
  for (const [index, pointer] of (await pointers()).entries()) {
    await bucket.put(partitions[index]!, JSON.stringify({ ...pointer, stateVersion: 999 }));
  }
  processor = await start(config, logger);
  await publishReadings(stream, readings.slice(half), 200);
  await publishEnd(stream);
  await expectRecount(measurements, readings);
  await processor.stop();
});

test('a partition that another takes over is let go of alone, taken again, and exact', async () => {
  const readings = readingsOf(5);
  const half = Math.ceil(readings.length / 2);
  const connection = await stores.connectNats();
  const processor = await start(config, logger);
  await publishDirectories(stream);
  await publishReadings(stream, readings.slice(0, half), 200);
  const pointers = await openBucket(connection, 'checkpoints');
  const epochOf = async (partition: number) =>
    (await pointers.get(String(partition)))!.json<{ epoch: number }>().epoch;
  const [fenced, other] = districts.map((directory) => partitionOf(directory)) as [number, number];
  await expect.poll(() => processor.readiness(), { timeout: 30_000 }).toEqual({ ready: true });
  const before = await epochOf(other);
  // As a worker that stood still and does not know that its time is over.
  const checkpoints = await openNatsCheckpoints(connection);
  const hold = await checkpointStore(checkpoints.pointers, checkpoints.chunks, 'another').takeOver(fenced);
  await expect.poll(() => epochOf(fenced), { timeout: 60_000, interval: 100 }).toBeGreaterThan(hold.epoch);
  await publishReadings(stream, readings.slice(half), 200);
  await publishEnd(stream);
  await expectRecount(measurements, readings);
  expect(await epochOf(other)).toBe(before);
  const late = { stateVersion: 1, generation: 1, sequence: 1, parts: [] };
  await expect(hold.write(late)).rejects.toThrow(FencedError);
  await processor.stop();
}, 120_000);

test('rows that the store will never take go to DEADLETTER with the reason; all others are stored', async () => {
  const processor = await start(config, logger);
  await measurements.command({
    query:
      'ALTER TABLE raw_segments ADD CONSTRAINT refused CHECK NOT arrayExists(value -> value % 1000 = 7, reading_values)',
  });
  const readings = readingsOf(6)
    .slice(0, 400)
    .map((reading) => (reading.value % 1_000 === 7 ? { ...reading, value: reading.value + 1 } : reading));
  const poisoned = readings.map((reading, index) =>
    index % 100 === 50 ? { ...reading, value: Math.floor(reading.value / 1_000) * 1_000 + 7 } : reading,
  );
  await publishDirectories(stream);
  await publishReadings(stream, poisoned, 100);
  const raw = async () => {
    const answer = await measurements.query({
      query: 'SELECT uniqExact(version, position) AS count FROM raw_readings',
      format: 'JSONEachRow',
    });
    return Number((await answer.json<{ count: string }>())[0]!.count);
  };
  await expect.poll(raw, { timeout: 30_000, interval: 250 }).toBe(readings.length - 4);
  const manager = await jetstreamManager(await stores.connectNats());
  const listed = async () => (await manager.streams.info(DEADLETTER_STREAM)).state.messages;
  await expect.poll(listed, { timeout: 10_000 }).toBe(4);
  const first = await manager.streams.getMessage(DEADLETTER_STREAM, { seq: 1 });
  expect(first!.json()).toMatchObject({
    reason: expect.stringContaining('refused'),
    tenant: 'demo',
    city: 'test',
    detail: { rows: 'raw readings', value: expect.any(Number), sensorNumber: expect.any(Number) },
  });
  await processor.stop();
});
