import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareStack } from '@citywatt/embedded-stack/stack';
import { processEnvironment } from '@citywatt/service-runtime/environment';
import { createLogger } from '@citywatt/service-runtime/logger';
import { natsAddress } from '@citywatt/service-runtime/nats-address';
import { freePorts } from '@citywatt/test-harness/free-port';
import type { OwnStores } from '@citywatt/test-harness/own-stores';
import { openTestStores } from '@citywatt/test-harness/stores';
import { type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { connect } from '@nats-io/transport-node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ensureStreams } from './streams.ts';
import { framesSubject, READINGS_STREAM, TICK_SUBJECT } from './subjects.ts';

const MEGABYTE = 1_000_000;
let stores: OwnStores;
let connection: NatsConnection;
let manager: JetStreamManager;

beforeEach(async () => {
  stores = await openTestStores();
  connection = await stores.connectNats();
  manager = await jetstreamManager(connection);
});
afterEach(async () => {
  await stores.close();
});

const ensure = (readingsMaxBytes: number, of = connection) =>
  ensureStreams(of, { readingsMaxBytes, generation: async () => 1 });
const fill = async (bytes: number) => {
  for (let sent = 0; sent < bytes; sent += MEGABYTE / 10)
    await jetstream(connection).publish(framesSubject(1), new Uint8Array(MEGABYTE / 10));
};
const tick = () => jetstream(connection).publish(TICK_SUBJECT, '1000');

/** A server with just the room that is needed once. */
async function crampedServer() {
  const dataFolder = mkdtempSync(join(tmpdir(), 'citywatt-cramped-'));
  const [nats, clickhouse, postgres] = (await freePorts(3)) as [number, number, number];
  const { stores, addresses } = prepareStack({
    dataFolder,
    ports: { nats, clickhouse, postgres },
    logger: createLogger('cramped-test', 'fatal'),
    environment: processEnvironment(),
    // The three lists reserve 202 megabytes, READINGS at last a hundred.
    caps: { natsFile: 310 },
  });
  const server = await stores.find(({ name }) => name === 'nats')!.start();
  const open = new Set<NatsConnection>();
  return {
    async connect() {
      const opened = await connect(natsAddress(addresses.natsUrl));
      open.add(opened);
      return opened;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...open].map((opened) => opened.close()));
      await server.stop();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

test('those that raise the limit at once all succeed where there is room for it once, and so does each start behind them', async () => {
  await using server = await crampedServer();
  const processors = await Promise.all(Array.from({ length: 6 }, () => server.connect()));
  await ensure(20 * MEGABYTE, processors[0]);
  const { streams } = await jetstreamManager(processors[0]!);
  const { config: before } = await streams.info(READINGS_STREAM);
  // Sooner or later the server counts the room of two twice; then it refuses even less room.
  for (let round = 0, counted = true; counted && round < 100; round++) {
    await Promise.all(processors.map((of) => ensure(100 * MEGABYTE, of)));
    counted = await streams.update(READINGS_STREAM, before).then(
      () => true,
      () => false,
    );
  }
  for (const of of processors) {
    expect(await ensure(100 * MEGABYTE, of)).toMatchObject({ readingsMaxBytes: 100 * MEGABYTE });
  }
});

test('a stream that holds more than its new limit keeps its room until it has drained', async () => {
  await ensure(4 * MEGABYTE);
  await fill(3 * MEGABYTE);
  expect(await ensure(2 * MEGABYTE)).toMatchObject({ readingsMaxBytes: 4 * MEGABYTE });
  // Without ticks nobody's state moves on, and nothing is purged.
  await tick();
  await manager.streams.purge(READINGS_STREAM, { filter: framesSubject(1), keep: 19 });
  // Less than the new limit, but not so much that its last tenth is free.
  expect(await ensure(2 * MEGABYTE)).toMatchObject({ readingsMaxBytes: 4 * MEGABYTE });
  await manager.streams.purge(READINGS_STREAM, { filter: framesSubject(1), keep: 17 });
  expect(await ensure(2 * MEGABYTE)).toMatchObject({ readingsMaxBytes: 2 * MEGABYTE });
  await tick();
});

test('a stream that an earlier version has locked is given room again', async () => {
  await ensure(4 * MEGABYTE);
  await fill(3 * MEGABYTE);
  const { config } = await manager.streams.info(READINGS_STREAM);
  await manager.streams.update(READINGS_STREAM, { ...config, max_bytes: 2 * MEGABYTE });
  await expect(tick()).rejects.toThrow('maximum bytes exceeded');
  const { readingsMaxBytes } = await ensure(2 * MEGABYTE);
  expect(readingsMaxBytes).toBeGreaterThan(3 * MEGABYTE);
  await tick();
});

test('a stream that is nearly full within its limit is left as it is', async () => {
  await ensure(2 * MEGABYTE);
  await fill(1.9 * MEGABYTE);
  expect(await ensure(2 * MEGABYTE)).toMatchObject({ readingsMaxBytes: 2 * MEGABYTE });
});
