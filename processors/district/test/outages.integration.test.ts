import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { prepareStack, type StoreProcess } from '@citywatt/embedded-stack/stack';
import { connectMeasurementStore, type MeasurementClient } from '@citywatt/measurement-store/connection';
import { READINGS_STREAM } from '@citywatt/reading-stream/subjects';
import { processEnvironment } from '@citywatt/service-runtime/environment';
import { createLogger } from '@citywatt/service-runtime/logger';
import { natsAddress } from '@citywatt/service-runtime/nats-address';
import { freePorts } from '@citywatt/test-harness/free-port';
import { seeded } from '@citywatt/test-harness/seeded';
import { type JetStreamClient, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { publishDirectories, publishEnd, publishReadings, readingsOf } from './city-of-readings.ts';
import { expectRecount } from './stored-windows.ts';

const logger = createLogger('outages-test', 'fatal');
const MAIN = join(import.meta.dirname, '../src/main.ts');

/** Stores of this file's own, as they are killed. */
let dataFolder: string;
const stores = new Map<string, { start: () => Promise<StoreProcess>; process: StoreProcess }>();
let environment: Record<string, string | undefined>;
let connection: NatsConnection;
let stream: JetStreamClient;
let measurements: MeasurementClient;
let processor: ChildProcess | undefined;

beforeAll(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'citywatt-district-outages-'));
  const [nats, clickhouse, postgres, metrics] = (await freePorts(4)) as [number, number, number, number];
  const ports = { nats, clickhouse, postgres };
  const prepared = prepareStack({ dataFolder, ports, logger, environment: processEnvironment() });
  for (const { name, start } of prepared.stores) {
    if (name !== 'postgres') stores.set(name, { start, process: await start() });
  }
  const { addresses } = prepared;
  environment = {
    ...processEnvironment(),
    CITYWATT_NATS_URL: addresses.natsUrl,
    CITYWATT_CLICKHOUSE_URL: addresses.clickhouse.url,
    CITYWATT_CLICKHOUSE_USER: addresses.clickhouse.user,
    CITYWATT_CLICKHOUSE_PASSWORD: addresses.clickhouse.password,
    CITYWATT_READINGS_MAX_BYTES: '1000000',
    CITYWATT_METRICS_PORT: String(metrics),
    CITYWATT_LOG_LEVEL: 'error',
    // It ends with the test run, however that ends.
    CITYWATT_SUPERVISED: 'on',
  };
  connection = await connect({
    ...natsAddress(addresses.natsUrl),
    maxReconnectAttempts: -1,
    reconnectTimeWait: 100,
  });
  stream = jetstream(connection);
  measurements = connectMeasurementStore({ ...addresses.clickhouse, database: 'citywatt' });
});
afterAll(async () => {
  await endProcessor();
  await measurements?.close();
  await connection?.close();
  for (const { process: store } of stores.values()) await store.stop();
  rmSync(dataFolder, { recursive: true, force: true });
});

async function startProcessor() {
  await endProcessor();
  processor = spawn(process.execPath, [MAIN], { env: environment, stdio: ['pipe', 'inherit', 'inherit'] });
  processor.stdin?.on('error', () => {});
  const url = `http://127.0.0.1:${environment['CITYWATT_METRICS_PORT']}/readyz`;
  const ready = async () => (await fetch(url).catch(() => undefined))?.status;
  await expect.poll(ready, { timeout: 30_000, interval: 100 }).toBe(200);
}

/** As a power cut would: no signal that it could answer. */
async function endProcessor() {
  if (!processor || processor.exitCode !== null || processor.signalCode !== null) return;
  processor.kill('SIGKILL');
  await once(processor, 'exit');
}

async function killStore(name: 'nats' | 'clickhouse', awayMs: number) {
  const store = stores.get(name)!;
  process.kill(store.process.pid, 'SIGKILL');
  await store.process.exited;
  await delay(awayMs);
  store.process = await store.start();
}

/** A door repeats a frame until it is answered. */
async function persist(publish: () => Promise<void>) {
  for (;;) {
    try {
      return await publish();
    } catch {
      await delay(100);
    }
  }
}

test('the processor, NATS and ClickHouse are killed again and again: nothing twice, nothing lost', async () => {
  const readings = readingsOf(11);
  const random = seeded(12);
  await startProcessor();
  await persist(() => publishDirectories(stream));
  const parts = 24;
  const size = Math.ceil(readings.length / parts);
  const troubles: Promise<void>[] = [];
  for (let part = 0; part < parts; part++) {
    await persist(() => publishReadings(stream, readings.slice(part * size, (part + 1) * size), 100));
    await delay(random.integer(0, 300));
    if (part % 6 === 1) troubles.push(killStore('clickhouse', 500));
    if (part % 6 === 3) {
      await startProcessor();
    }
    if (part % 8 === 5) troubles.push(killStore('nats', 300));
    if (part % 6 === 5) await Promise.all(troubles.splice(0));
  }
  await Promise.all(troubles);
  await persist(() => publishEnd(stream));
  await expectRecount(measurements, readings, 60_000);
}, 240_000);

test('a stream that filled up while the processor was away is emptied by it alone, with nothing lost', async () => {
  await endProcessor();
  // Another value for each reading of before: the later one counts.
  const readings = readingsOf(21);
  const manager = await jetstreamManager(connection);
  const filled = async () => {
    const { state, config } = await manager.streams.info(READINGS_STREAM);
    return state.bytes / config.max_bytes;
  };
  // As doors do, up to nine tenths: what is behind that is kept for the processor's own messages.
  while ((await filled()) < 0.9) await persist(() => publishReadings(stream, readings, 200));
  await startProcessor();
  await expect.poll(filled, { timeout: 60_000, interval: 250 }).toBeLessThan(0.3);
  await expectRecount(measurements, readings, 60_000);
}, 240_000);

test('a stream that holds more than its new limit drains by itself, and then has that limit', async () => {
  await endProcessor();
  const readings = readingsOf(22);
  const manager = await jetstreamManager(connection);
  const info = () => manager.streams.info(READINGS_STREAM);
  const { config } = await info();
  const limit = Number(environment['CITYWATT_READINGS_MAX_BYTES']);
  await manager.streams.update(READINGS_STREAM, { ...config, max_bytes: 3 * limit });
  while ((await info()).state.bytes < 2 * limit) await persist(() => publishReadings(stream, readings, 200));
  await startProcessor();
  await expect
    .poll(async () => (await info()).config.max_bytes, { timeout: 60_000, interval: 250 })
    .toBe(limit);
  await expectRecount(measurements, readings, 60_000);
}, 240_000);
