import { decodeControl } from '@citywatt/reading-stream/control';
import { type DistrictKey, districtKeyText, tenantId } from '@citywatt/reading-stream/identity';
import { ensureStreams } from '@citywatt/reading-stream/streams';
import { READINGS_STREAM } from '@citywatt/reading-stream/subjects';
import { unpackDirectory } from '@citywatt/sensor-directory/directory-schema';
import { readDistricts } from '@citywatt/sensor-directory/directory-store';
import { createLogger } from '@citywatt/service-runtime/logger';
import type { OwnStores } from '@citywatt/test-harness/own-stores';
import { openTestStores } from '@citywatt/test-harness/stores';
import { jetstreamManager } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/nats-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sampleRequest, sampleSensors } from '../../test/sample-request.ts';
import { connectRegistryStore, type RegistryStore } from '../store/connection.ts';
import { migrateRegistryStore } from '../store/migrate.ts';
import { waitingDistricts } from '../store/outbox.ts';
import { provisionStore } from '../store/provision.ts';
import { type DirectoryRelay, startDirectoryRelay } from './directory-relay.ts';

const logger = createLogger('test', 'silent');
const demo = tenantId('demo');
const BUCKET_STREAM = 'KV_sensor_directory';
const keyOf = (district: string) => ({ tenant: demo, city: 'porto', district }) as DistrictKey;

let own: OwnStores;
let connection: NatsConnection;
let store: RegistryStore;
let relays: DirectoryRelay[] = [];

beforeEach(async () => {
  own = await openTestStores();
  connection = await own.connectNats();
  store = connectRegistryStore(own.postgresUrl, () => {});
  await migrateRegistryStore(store);
});

afterEach(async () => {
  await Promise.all(relays.map((relay) => relay.stop()));
  relays = [];
  await store.destroy();
  await own.close();
});

const makeReadings = (readingsMaxBytes = 50_000_000) =>
  ensureStreams(connection, { readingsMaxBytes, generation: async () => 1 });

function startRelay(): DirectoryRelay {
  const relay = startDirectoryRelay(store, connection, logger);
  relays.push(relay);
  return relay;
}

const provision = async (sensors: number, district = '4000') =>
  (await provisionStore(store, demo, sampleRequest(sampleSensors(sensors, district), { district }))).get(
    district,
  )!;

const bucketRevisions = async () =>
  Object.fromEntries((await readDistricts(connection)).map((held) => [districtKeyText(held), held.revision]));

async function controlMessages() {
  const { streams } = await jetstreamManager(connection);
  const { state } = await streams.info(READINGS_STREAM);
  const messages = [];
  for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
    const message = await streams.getMessage(READINGS_STREAM, { seq });
    if (message) messages.push(decodeControl(message.data));
  }
  return messages.filter((message) => message.type === 'directory.changed');
}

const reasonOf = (relay: DirectoryRelay) => {
  const readiness = relay.readiness();
  return readiness.ready ? 'ready' : readiness.reason;
};

test('each revision is on the stream before the bucket has it', async () => {
  await makeReadings();
  const order: string[] = [];
  const watching = await own.connectNats();
  watching.subscribe('p.*.control', { callback: () => void order.push('stream') });
  watching.subscribe('$KV.sensor_directory.>', { callback: () => void order.push('bucket') });
  await watching.flush();
  const relay = startRelay();
  for (const sensors of [1, 2, 3]) await relay.delivered(keyOf('4000'), await provision(sensors));
  await expect.poll(() => order.length).toBe(6);
  expect(order).toEqual(['stream', 'bucket', 'stream', 'bucket', 'stream', 'bucket']);
  expect(await bucketRevisions()).toEqual({ 'demo/porto/4000': 3 });
  expect(await waitingDistricts(store)).toEqual([]);
});

test('after a crash between the two steps the next registry repeats the first and does the second', async () => {
  await makeReadings();
  // A bucket of one byte takes nothing: the relay comes as far as the stream.
  await new Kvm(connection).create('sensor_directory', { history: 1, max_bytes: 1 });
  const revision = await provision(2);
  const first = startRelay();
  await expect.poll(async () => (await controlMessages()).length).toBeGreaterThan(0);
  await expect.poll(() => reasonOf(first)).toContain('districts waiting to be published: 1;');
  await first.stop();
  // However often the bucket was tried, the stream was told once.
  expect((await controlMessages()).length).toBe(1);
  expect((await waitingDistricts(store)).map(districtKeyText)).toEqual(['demo/porto/4000']);

  await (await jetstreamManager(connection)).streams.delete(BUCKET_STREAM);
  const second = startRelay();
  await second.delivered(keyOf('4000'), revision);
  expect(await bucketRevisions()).toEqual({ 'demo/porto/4000': revision });
  expect(new Set((await controlMessages()).map((message) => message.revision))).toEqual(new Set([revision]));
  expect(await waitingDistricts(store)).toEqual([]);
});

test('while there is no stream nothing is lost, and the reason is said', async () => {
  const relay = startRelay();
  const revision = await provision(1);
  const delivered = relay.delivered(keyOf('4000'), revision);
  await expect.poll(() => reasonOf(relay)).toContain('there is no stream READINGS yet');
  expect(await bucketRevisions()).toEqual({});
  await makeReadings();
  await delivered;
  await expect.poll(() => relay.readiness()).toEqual({ ready: true });
  expect(await bucketRevisions()).toEqual({ 'demo/porto/4000': revision });
});

test('a stream that refuses is tried until it takes it', async () => {
  await makeReadings(200);
  const relay = startRelay();
  const revision = await provision(20);
  const delivered = relay.delivered(keyOf('4000'), revision);
  await expect.poll(() => reasonOf(relay)).toContain('maximum bytes exceeded');
  expect(await bucketRevisions()).toEqual({});
  await makeReadings();
  await delivered;
  expect(await bucketRevisions()).toEqual({ 'demo/porto/4000': revision });
});

test('one district that cannot be published does not keep back the others', async () => {
  await makeReadings(9_000);
  await provision(1_000, '1000');
  const relay = startRelay();
  const revision = await provision(1, '2000');
  await relay.delivered(keyOf('2000'), revision);
  expect(await bucketRevisions()).toEqual({ 'demo/porto/2000': revision });
  await expect.poll(() => reasonOf(relay)).toContain('districts waiting to be published: 1;');
});

test('a stream that is made anew gets every district, whether the registry was running or not', async () => {
  await makeReadings();
  const wipe = async () => {
    const { streams } = await jetstreamManager(connection);
    await Promise.all([READINGS_STREAM, BUCKET_STREAM].map((name) => streams.delete(name)));
    await makeReadings();
  };
  const everything = { 'demo/porto/4000': 1, 'demo/porto/4100': 1 };
  const relay = startRelay();
  await Promise.all(
    ['4000', '4100'].map(async (district) => relay.delivered(keyOf(district), await provision(1, district))),
  );
  expect(await bucketRevisions()).toEqual(everything);

  await wipe();
  await expect.poll(bucketRevisions, { timeout: 10_000 }).toEqual(everything);
  expect((await controlMessages()).map((message) => message.district).sort()).toEqual(['4000', '4100']);

  await relay.stop();
  await wipe();
  startRelay();
  await expect.poll(bucketRevisions, { timeout: 10_000 }).toEqual(everything);
  expect((await controlMessages()).map((message) => message.district).sort()).toEqual(['4000', '4100']);
});

test('a store that is behind the bucket is said, and the bucket keeps what doors and actors know', async () => {
  await makeReadings();
  const relay = startRelay();
  await provision(1);
  await relay.delivered(keyOf('4000'), await provision(2));
  await relay.stop();
  await store.updateTable('districts').set('revision', 1).execute();
  const behind = startRelay();
  await expect
    .poll(() => reasonOf(behind))
    .toContain('the store has revision 1 of demo/porto/4000 and the bucket 2');
  expect(await bucketRevisions()).toEqual({ 'demo/porto/4000': 2 });
});

test('20,000 sensors of a district travel in less than a megabyte, and an actor reads them', async () => {
  await makeReadings();
  const relay = startRelay();
  await relay.delivered(keyOf('4000'), await provision(20_000));
  const { streams } = await jetstreamManager(connection);
  const stored = await streams.getMessage(READINGS_STREAM, { seq: 1 });
  expect(stored!.data.length).toBeLessThan(1_000_000);
  const message = decodeControl(stored!.data);
  if (message.type !== 'directory.changed') throw new Error(message.type);
  const directory = unpackDirectory(message.directory);
  expect(directory.sensors.length).toBe(20_000);
  expect(await readDistricts(connection)).toEqual([directory]);
});
