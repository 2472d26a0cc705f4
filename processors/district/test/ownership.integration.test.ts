import { connectMeasurementStore, type MeasurementClient } from '@citywatt/measurement-store/connection';
import { PARTITION_COUNT, partitionOf } from '@citywatt/reading-stream/partition';
import { openBucket } from '@citywatt/reading-stream/watched-bucket';
import type { OwnStores } from '@citywatt/test-harness/own-stores';
import { openTestStores } from '@citywatt/test-harness/stores';
import { type JetStreamClient, jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openNatsTokens } from '../src/adapters/nats-tokens.ts';
import {
  districts,
  publishDirectories,
  publishEnd,
  publishReadings,
  readingsOf,
  type TestReading,
} from './city-of-readings.ts';
import { expectRecount } from './stored-windows.ts';
import { startSampler } from './window-sampler.ts';
import { expectShares, ownersOf, reportsOf, startWorker, type WorkerProcess } from './worker-process.ts';

const CONDITION = { timeout: 40_000, interval: 50 };
const PARTITIONS = districts.map((directory) => partitionOf(directory));

let stores: OwnStores;
let connection: NatsConnection;
let stream: JetStreamClient;
let measurements: MeasurementClient;
let workers: WorkerProcess[];

beforeEach(async () => {
  stores = await openTestStores();
  connection = await stores.connectNats();
  stream = jetstream(connection);
  measurements = connectMeasurementStore(stores.clickhouse);
  workers = [];
});
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.end('SIGKILL')));
  await measurements.close();
  await stores.close();
});

async function start(...names: string[]) {
  const started = await Promise.all(names.map((name) => startWorker(stores, name)));
  workers.push(...started);
  await Promise.all(started.map((worker) => worker.ready()));
}

const workerOf = (name: string) => workers.findLast((worker) => worker.name === name)!;
const ownerOf = async (partition: number) => (await ownersOf(connection)).get(partition);

/** The worker that does the work of the first district now. */
async function busiest(): Promise<WorkerProcess> {
  await expect.poll(() => ownerOf(PARTITIONS[0]!), CONDITION).toBeDefined();
  return workerOf((await ownerOf(PARTITIONS[0]!))!);
}

const pointerOf = async (partition: number) => {
  const entry = await (await openBucket(connection, 'checkpoints')).get(String(partition));
  return entry?.json<{ epoch: number; sequence: number }>();
};

/** Publishes in parts, doing something between each two. */
async function inParts(readings: readonly TestReading[], between: (() => Promise<void>)[]) {
  const size = Math.ceil(readings.length / (between.length + 1));
  for (let part = 0; part <= between.length; part++) {
    await publishReadings(stream, readings.slice(part * size, (part + 1) * size), 100);
    await between[part]?.();
  }
}

test('workers that come and go share the partitions evenly, and every window is exact', async () => {
  const readings = readingsOf(31);
  await start('a');
  await publishDirectories(stream);
  await inParts(readings, [
    () => expectShares(connection, { a: 64 }),
    async () => {
      await start('b');
      await expectShares(connection, { a: 32, b: 32 });
    },
    async () => {
      await start('c');
      const shares = async () => {
        const owned = Map.groupBy((await ownersOf(connection)).values(), (name) => name);
        return [...owned.values()].map((names) => names.length).sort();
      };
      await expect.poll(shares, CONDITION).toEqual([20, 22, 22]);
    },
    async () => {
      await workerOf('a').end('SIGTERM');
      await expectShares(connection, { b: 32, c: 32 });
    },
  ]);
  await publishEnd(stream);
  await expectRecount(measurements, readings);
}, 180_000);

test('an owner that is killed is followed by another: exact, and no provisional value falls', async () => {
  const readings = readingsOf(37);
  await start('a', 'b');
  await publishDirectories(stream);
  const sampler = startSampler(measurements);
  const kill = async () => {
    const victim = await busiest();
    await victim.end('SIGKILL');
    await expect.poll(() => ownerOf(PARTITIONS[0]!), CONDITION).not.toBe(victim.name);
    await expect.poll(async () => (await ownersOf(connection)).size, CONDITION).toBe(PARTITION_COUNT);
    workers.push(await startWorker(stores, victim.name));
  };
  await inParts(readings, [kill, kill, kill]);
  await publishEnd(stream);
  await expectRecount(measurements, readings);
  expect(await sampler.stop()).toEqual([]);
}, 240_000);

test('an owner that stood still is fenced when it goes on, and takes its share again', async () => {
  const readings = readingsOf(33);
  await start('a', 'b');
  await expectShares(connection, { a: 32, b: 32 });
  await publishDirectories(stream);
  const sampler = startSampler(measurements);
  const standStill = async () => {
    const stopped = await busiest();
    const before = await pointerOf(PARTITIONS[0]!);
    stopped.signal('SIGSTOP');
    const other = stopped.name === 'a' ? 'b' : 'a';
    await expectShares(connection, { [other]: 64 });
    const after = await pointerOf(PARTITIONS[0]!);
    expect(after!.epoch).toBeGreaterThan(before?.epoch ?? 0);
    stopped.signal('SIGCONT');
  };
  await inParts(readings, [
    standStill,
    async () => {
      await expectShares(connection, { a: 32, b: 32 });
      await standStill();
    },
  ]);
  await publishEnd(stream);
  await expectRecount(measurements, readings);
  await expectShares(connection, { a: 32, b: 32 });
  expect(await sampler.stop()).toEqual([]);
}, 240_000);

test('a worker that is ended hands over at once, where its last checkpoint stands', async () => {
  const readings = readingsOf(34);
  await start('a');
  await publishDirectories(stream);
  await publishReadings(stream, readings.slice(0, 400), 100);
  const manager = await stream.jetstreamManager();
  const { state } = await manager.streams.info('READINGS', { subjects_filter: 'p.>' });
  expect(state.messages).toBeGreaterThan(0);
  const sent = state.last_seq;
  const applied = async () => {
    const reports = await reportsOf(connection);
    // Until it has told of all of them it has applied nothing that can be asked for.
    const whole = reports.find(({ partitions }) => partitions.length === PARTITION_COUNT);
    return Math.min(...(whole?.partitions ?? [{ position: -1 }]).map(({ position }) => position));
  };
  await expect.poll(applied, CONDITION).toBeGreaterThanOrEqual(sent);
  await workerOf('a').end('SIGTERM');
  for (const partition of PARTITIONS)
    expect((await pointerOf(partition))!.sequence).toBeGreaterThanOrEqual(sent);
  // All tokens within a second: those of a worker that was killed come after `ack_wait`.
  const tokens = await openNatsTokens(connection);
  const free: number[] = [];
  for await (const token of tokens.take(PARTITION_COUNT, 1_000)) {
    free.push(token.partition);
    await token.giveBack();
    if (free.length === PARTITION_COUNT) break;
  }
  expect(new Set(free).size).toBe(PARTITION_COUNT);
  await start('b');
  await publishReadings(stream, readings.slice(400), 100);
  await publishEnd(stream);
  await expectRecount(measurements, readings);
}, 180_000);
