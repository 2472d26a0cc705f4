import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareStack, type StoreProcess } from '@citywatt/embedded-stack/stack';
import { partitionOf } from '@citywatt/reading-stream/partition';
import { framesSubject, READINGS_STREAM } from '@citywatt/reading-stream/subjects';
import { processEnvironment } from '@citywatt/service-runtime/environment';
import { createLogger } from '@citywatt/service-runtime/logger';
import { natsAddress } from '@citywatt/service-runtime/nats-address';
import { freePorts } from '@citywatt/test-harness/free-port';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../src/environment.ts';
import { start } from '../src/start.ts';
import { baixa } from './baixa.ts';
import { pointReading, startTestDoor } from './door.ts';
import { storedReadings } from './stored-readings.ts';

const PARTITION = partitionOf(baixa());
const logger = createLogger('outage-test', 'fatal');

/** A NATS of this file's own, as it is killed. */
let dataFolder: string;
let natsUrl: string;
let startNats: () => Promise<StoreProcess>;
let nats: StoreProcess;
let connection: NatsConnection;
beforeAll(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'citywatt-door-outage-'));
  const [natsPort, clickhouse, postgres] = (await freePorts(3)) as [number, number, number];
  const ports = { nats: natsPort, clickhouse, postgres };
  const stack = prepareStack({ dataFolder, ports, logger, environment: processEnvironment() });
  natsUrl = stack.addresses.natsUrl;
  startNats = () => stack.stores.find(({ name }) => name === 'nats')!.start();
});
afterAll(async () => {
  await connection?.close();
  await nats?.stop();
  rmSync(dataFolder, { recursive: true, force: true });
});

async function kill() {
  process.kill(nats.pid, 'SIGKILL');
  await nats.exited;
}

test('before NATS and its streams are there, the door lives, says why it is not ready, and answers 503', async () => {
  const door = await start(readConfig({ CITYWATT_NATS_URL: natsUrl, CITYWATT_HTTP_DOOR_PORT: '0' }), logger);
  const url = `http://127.0.0.1:${door.port}`;
  try {
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const notReady = await fetch(`${url}/readyz`);
    expect(notReady.status).toBe(503);
    expect(await notReady.json()).toMatchObject({ ready: false, code: 'stream-away' });
    const answer = await fetch(`${url}/ingest`, { method: 'POST', body: '{}' });
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    nats = await startNats();
    const code = async () => ((await (await fetch(`${url}/readyz`)).json()) as { code?: string }).code;
    await expect.poll(code, { timeout: 15_000 }).toBe('stream-missing');
    expect(await door.readiness()).toMatchObject({
      ready: false,
      reason: expect.stringMatching(/not set up/),
    });
  } finally {
    await door.stop();
  }
});

test('killed and started again under load: 201 or 503, and everything acknowledged is in the stream', async () => {
  connection = await connect({ ...natsAddress(natsUrl), maxReconnectAttempts: -1, reconnectTimeWait: 100 });
  await using door = await startTestDoor({ natsUrl, connection });
  const acknowledged: number[] = [];
  const statuses = new Map<number, number>();
  let sent = 0;
  let sending = true;
  async function send() {
    while (sending) {
      const reading = pointReading(1_000 + sent++);
      const { status } = await door.post(reading);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status === 201) acknowledged.push(reading.timestamp * 1_000);
    }
  }
  const senders = Array.from({ length: 20 }, send);
  try {
    for (let round = 0; round < 2; round++) {
      const before = acknowledged.length;
      await expect.poll(() => acknowledged.length, { timeout: 20_000 }).toBeGreaterThan(before + 100);
      await kill();
      if (round === 1) await expect.poll(() => statuses.has(503), { timeout: 20_000 }).toBe(true);
      nats = await startNats();
    }
    const before = acknowledged.length;
    await expect.poll(() => acknowledged.length, { timeout: 20_000 }).toBeGreaterThan(before + 100);
  } finally {
    sending = false;
    await Promise.all(senders);
  }
  expect([...statuses.keys()].sort()).toEqual([201, 503]);
  const { readings } = await storedReadings(connection, PARTITION);
  const stored = new Set(readings.map(({ eventTime }) => eventTime));
  expect(acknowledged.filter((time) => !stored.has(time))).toEqual([]);
}, 120_000);

test('a full stream is 503 until there is room again, with nothing to do by hand', async () => {
  const manager = await jetstreamManager(connection);
  await manager.streams.purge(READINGS_STREAM, { filter: framesSubject(PARTITION) });
  await using door = await startTestDoor({ natsUrl, connection, readingsMaxBytes: 300_000 });
  const body = (from: number) =>
    Array.from({ length: 1_000 }, (_, i) =>
      JSON.stringify(pointReading(from + i, ((i * 7_919) % 99_991) / 1e6)),
    );
  const ndjson = { 'content-type': 'application/x-ndjson' };
  let acknowledged = 0;
  let refused: Response | undefined;
  for (let number = 0; number < 500 && !refused; number++) {
    const answer = await door.post(body(number * 1_000).join('\n'), ndjson);
    if (answer.status === 201) acknowledged++;
    else refused = answer;
  }
  expect(refused?.status).toBe(503);
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(acknowledged).toBeGreaterThan(5);
  const { readings } = await storedReadings(connection, PARTITION);
  expect(readings.length).toBeGreaterThanOrEqual(acknowledged * 1_000);
  await expect.poll(async () => (await door.post(pointReading(1))).status, { timeout: 5_000 }).toBe(503);
  // Ticks still find room.
  const ticks = (await manager.streams.info(READINGS_STREAM)).state.last_seq;
  await expect
    .poll(async () => (await manager.streams.info(READINGS_STREAM)).state.last_seq, { timeout: 5_000 })
    .toBeGreaterThan(ticks);
  await manager.streams.purge(READINGS_STREAM, { filter: framesSubject(PARTITION) });
  await expect.poll(async () => (await door.post(pointReading(2))).status, { timeout: 10_000 }).toBe(201);
});

test('a door that stops answers what it has taken, and its port is free', async () => {
  const door = await startTestDoor({ natsUrl, connection });
  const first = door.post(pointReading(500_000));
  // A connection that is not accepted yet is reset; nobody was told 201.
  const posts = Promise.allSettled(
    Array.from({ length: 50 }, (_, i) => door.post(pointReading(500_001 + i))),
  );
  expect((await first).status).toBe(201);
  await door.stop();
  const answers = await posts;
  const { readings } = await storedReadings(connection, PARTITION);
  const stored = new Set(readings.map(({ eventTime }) => eventTime));
  for (const [i, answer] of answers.entries()) {
    if (answer.status === 'rejected') continue;
    expect([201, 503]).toContain(answer.value.status);
    const has = stored.has(pointReading(500_001 + i).timestamp * 1_000);
    if (answer.value.status === 201) expect(has).toBe(true);
  }
  await expect(fetch(`${door.url}/healthz`)).rejects.toThrow();
  await door.stop();
});
