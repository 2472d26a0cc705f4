import { LOCAL_OPERATOR } from '@citywatt/access-policy/principal';
import { openLivePublisher } from '@citywatt/live-feed/publish';
import { migrateMeasurementStore } from '@citywatt/measurement-store/migrate';
import { decodeFrame } from '@citywatt/reading-stream/frame';
import { HELD_FORMAT, HELD_REASONS, type HeldReadings } from '@citywatt/reading-stream/held-readings';
import { partitionOf } from '@citywatt/reading-stream/partition';
import { ensureStreams } from '@citywatt/reading-stream/streams';
import {
  cityInputSubject,
  deadletterSubject,
  framesSubject,
  lateSubject,
  READINGS_STREAM,
} from '@citywatt/reading-stream/subjects';
import { putDistrict } from '@citywatt/sensor-directory/directory-store';
import type { OwnStores } from '@citywatt/test-harness/own-stores';
import { openTestStores } from '@citywatt/test-harness/stores';
import { type JetStreamClient, type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type RunningConsumption, startConsumption } from '../../test/running-consumption.ts';
import { directoryOf } from '../../test/sample-rows.ts';

const KWH = 1_000_000;
const T0 = Date.parse('2026-05-01T10:00:00Z');
const QUARTER = 900_000;
const partition = partitionOf({ tenant: 'demo', city: 'lisbon', district: '1150' });
let stores: OwnStores;
let stream: JetStreamClient;
let manager: JetStreamManager;
let consumption: RunningConsumption;

const record = (more: Partial<HeldReadings> = {}): HeldReadings => ({
  format: HELD_FORMAT,
  reason: 'unit-mistake',
  tenant: 'demo',
  city: 'lisbon',
  district: '1150',
  sequence: 17,
  generation: 1,
  register: '1-0:1.29.0',
  kind: 'interval',
  quality: 'measured',
  intervalMs: QUARTER,
  ingestTime: T0 + 2 * QUARTER,
  positions: [0, 4, 5],
  sensorNumbers: [0, 1, 9],
  times: [T0, T0 + QUARTER, T0],
  values: [300 * KWH, 301 * KWH, 302 * KWH],
  ...more,
});
const hold = (subject: string, held: unknown) => stream.publish(subject, JSON.stringify(held));

beforeAll(async () => {
  stores = await openTestStores();
  await migrateMeasurementStore(stores.clickhouse, { raw: 3_650, quarterHour: 20_000 });
  const connection = await stores.connectNats();
  stream = jetstream(connection);
  manager = await jetstreamManager(connection);
  await ensureStreams(connection, { readingsMaxBytes: 400_000, generation: async () => 1 });
  await openLivePublisher(connection);
  await putDistrict(connection, directoryOf('demo', '1150'));
  await putDistrict(connection, directoryOf('other', '1150'));
  await hold(deadletterSubject(partition), record());
  await hold(deadletterSubject(partition), record({ tenant: 'other' }));
  await hold(deadletterSubject(partition), { reason: 'refused', tenant: 'demo', city: 'lisbon', detail: {} });
  await hold(
    deadletterSubject(partition),
    record({ reason: 'future', positions: [0], sensorNumbers: [1], times: [T0], values: [KWH] }),
  );
  await hold(
    lateSubject(partition),
    record({
      reason: 'beyond-raw-retention',
      positions: [2],
      sensorNumbers: [0],
      times: [T0],
      values: [KWH],
    }),
  );
  consumption = await startConsumption(stores);
  await vi.waitFor(async () => expect(await consumption.readiness()).toEqual({ ready: true }), {
    timeout: 15_000,
  });
});
afterAll(async () => {
  await consumption?.stop();
  await stores?.close();
});

const LIST = `query ($list: HeldList!, $reason: HeldReason, $first: Int, $after: String, $cityId: ID = "City:demo/lisbon") {
  heldReadings(cityId: $cityId, list: $list, reason: $reason, first: $first, after: $after) {
    counts { reason readings } pageInfo { hasNextPage endCursor }
    nodes { id reason sensor { id } sensorNumber register kind start end energyKwh powerKw quality sequence position } } }`;
const list = async (variables: object, principal = LOCAL_OPERATOR) => {
  const { data, errors } = await consumption.ask(LIST, variables, principal);
  expect(errors).toBeUndefined();
  return data.heldReadings;
};
const REPLAY = `mutation ($ids: [ID!]!, $confirm: Boolean! = false) { replayHeldReadings(ids: $ids, confirm: $confirm) {
  ... on ReplayHeldReadingsSuccess { replayed notFound } ... on ReadingStreamFull { replayed retryAfterSeconds } } }`;
const replay = async (ids: readonly string[], confirm = false, principal = LOCAL_OPERATOR) => {
  const { data, errors } = await consumption.ask(REPLAY, { ids, confirm }, principal);
  expect(errors).toBeUndefined();
  return data.replayHeldReadings;
};

test('the list of a city has its readings with reason, sensor, time and value, and counts by reason', async () => {
  const first = await list({ list: 'DEADLETTER', first: 2 });
  expect(first.counts).toEqual([
    { reason: 'UNIT_MISTAKE', readings: 3 },
    { reason: 'FUTURE', readings: 1 },
  ]);
  expect(first.nodes[1]).toEqual({
    id: 'HeldReading:demo/DEADLETTER/1/1',
    reason: 'UNIT_MISTAKE',
    sensor: { id: 'Sensor:demo/lisbon/1150/1' },
    sensorNumber: 1,
    register: '1-0:1.29.0',
    kind: 'INTERVAL',
    start: '2026-05-01T11:00:00+01:00',
    end: '2026-05-01T11:15:00+01:00',
    energyKwh: 301,
    powerKw: null,
    quality: 'MEASURED',
    sequence: '17',
    position: 4,
  });
  const { hasNextPage, endCursor } = first.pageInfo;
  expect(hasNextPage).toBe(true);
  const second = await list({ list: 'DEADLETTER', first: 2, after: endCursor });
  expect(second.pageInfo.hasNextPage).toBe(false);
  expect(second.nodes).toMatchObject([
    { sensor: null, sensorNumber: 9, energyKwh: 302 },
    { reason: 'FUTURE', energyKwh: 1 },
  ]);
  expect((await list({ list: 'DEADLETTER', reason: 'FUTURE' })).nodes).toHaveLength(1);
  expect((await list({ list: 'LATE' })).nodes).toMatchObject([{ reason: 'BEYOND_RAW_RETENTION' }]);
});

test('every reason that the record knows has its name in the graph', async () => {
  for (const reason of HELD_REASONS)
    await list({ list: 'LATE', reason: reason.toUpperCase().replaceAll('-', '_') });
});

test('another tenant sees and replays only its own, and neither goes without its scope', async () => {
  const other = { ...LOCAL_OPERATOR, tenant: 'other' };
  expect((await list({ list: 'DEADLETTER', cityId: 'City:other/lisbon' }, other)).nodes).toHaveLength(3);
  const foreign = await consumption.ask(LIST, { list: 'LATE' }, other);
  expect(foreign.errors?.[0]?.extensions['code']).toBe('NOT_FOUND');
  const id = 'HeldReading:demo/DEADLETTER/1/0';
  expect(await replay([id], true, other)).toEqual({ replayed: 0, notFound: [id] });
  // Its own name before another's message.
  const disguised = 'HeldReading:other/DEADLETTER/1/0';
  expect(await replay([disguised], true, other)).toEqual({ replayed: 0, notFound: [disguised] });
  const reader = { ...LOCAL_OPERATOR, scopes: ['operations:read' as const, 'sensors:read' as const] };
  const refused = await consumption.ask(REPLAY, { ids: [id] }, reader);
  expect(refused.errors?.[0]?.extensions).toMatchObject({ missingScopes: ['operations:write'] });
  expect((await list({ list: 'DEADLETTER' })).nodes).toHaveLength(4);
});

test('a confirmed replay is a frame of now with that mark; the reading leaves the list, the rest stays', async () => {
  const [first, second] = (await list({ list: 'DEADLETTER', reason: 'UNIT_MISTAKE' })).nodes;
  expect(await replay([second.id, 'nonsense'], true)).toEqual({ replayed: 1, notFound: ['nonsense'] });
  const message = await manager.streams.getMessage(READINGS_STREAM, {
    last_by_subj: framesSubject(partition),
  });
  const frame = decodeFrame(message!.data);
  expect(frame.next()).toBe(true);
  expect(frame.key).toMatchObject({ district: '1150', intervalMs: QUARTER, mark: 'confirmed' });
  expect([frame.count, frame.sensorNumbers[0], frame.times[0], frame.values[0]]).toEqual([
    1,
    1,
    T0 + QUARTER,
    301 * KWH,
  ]);
  expect(frame.ingestTime).toBeGreaterThan(T0);
  const left = (await list({ list: 'DEADLETTER', reason: 'UNIT_MISTAKE' })).nodes;
  expect(left).toMatchObject([{ energyKwh: 300 }, { energyKwh: 302 }]);
  expect(await replay([first.id])).toEqual({ replayed: 0, notFound: [first.id] });
});

test('while the processors are behind nothing is replayed', async () => {
  const filler = new Uint8Array(60_000);
  for (let sent = 0; sent < 6; sent++) await stream.publish(cityInputSubject(partition), filler);
  expect((await manager.streams.info(READINGS_STREAM)).state.bytes).toBeGreaterThan(360_000);
  const [first] = (await list({ list: 'DEADLETTER' })).nodes;
  expect(await replay([first.id], true)).toEqual({ replayed: 0, retryAfterSeconds: 10 });
  await manager.streams.purge(READINGS_STREAM, { filter: cityInputSubject(partition) });
  expect(await replay([first.id], true)).toEqual({ replayed: 1, notFound: [] });
});
