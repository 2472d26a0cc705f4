import { connectMeasurementStore, type MeasurementClient } from '@citywatt/measurement-store/connection';
import { encodeControl } from '@citywatt/reading-stream/control';
import { FrameWriter } from '@citywatt/reading-stream/frame';
import {
  type HeldPosition,
  type HeldReading,
  heldCounts,
  heldPage,
} from '@citywatt/reading-stream/held-list';
import { replayHeld } from '@citywatt/reading-stream/held-replay';
import { partitionOf } from '@citywatt/reading-stream/partition';
import { ACTIVE_IMPORT_INTERVAL } from '@citywatt/reading-stream/reading';
import { discardRefused, refusedPage, replayRefused } from '@citywatt/reading-stream/refused-list';
import { controlSubject, DEADLETTER_STREAM, framesSubject } from '@citywatt/reading-stream/subjects';
import type { DistrictDirectory } from '@citywatt/sensor-directory/directory';
import { packDirectory } from '@citywatt/sensor-directory/directory-schema';
import { createLogger } from '@citywatt/service-runtime/logger';
import type { OwnStores } from '@citywatt/test-harness/own-stores';
import { openTestStores } from '@citywatt/test-harness/stores';
import { type JetStreamClient, type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { start } from '../src/start.ts';
import { districtOf, QUARTER, register } from './small-city.ts';

const T0 = Date.parse('2026-01-05T00:00:00Z');
const WH = 1_000;
const CITY = { tenant: 'demo', city: 'small' };
const POLL = { timeout: 30_000, interval: 100 };
const directory: DistrictDirectory = districtOf(
  [register('interval', QUARTER), register('interval', QUARTER)],
  {
    clock: 'data',
  },
);
const partition = partitionOf(directory);
const key = {
  ...CITY,
  district: directory.district,
  register: ACTIVE_IMPORT_INTERVAL,
  kind: 'interval' as const,
  quality: 'measured' as const,
  intervalMs: QUARTER,
};

let stores: OwnStores;
let stream: JetStreamClient;
let manager: JetStreamManager;
let measurements: MeasurementClient;
let processor: Awaited<ReturnType<typeof start>>;

async function publish(readings: readonly (readonly [sensor: number, quarter: number, value: number])[]) {
  const writer = new FrameWriter();
  for (const [sensor, quarter, value] of readings) writer.add(key, sensor, T0 + quarter * QUARTER, value);
  await stream.publish(framesSubject(partition), writer.take(T0 + 200 * QUARTER));
}

/** Energy of the district's quarter hour that ends at `quarter`. */
async function stored(quarter: number): Promise<number> {
  const answer = await measurements.query({
    query: `SELECT sum(energy_milliwatt_hours) AS energy FROM district_rollups FINAL
            WHERE resolution = 'quarter-hour' AND window_start = {start:UInt32}`,
    query_params: { start: (T0 + (quarter - 1) * QUARTER) / 1_000 },
    format: 'JSONEachRow',
  });
  return Number((await answer.json<{ energy: string }>())[0]!.energy);
}

const held = async () => (await heldPage(manager, DEADLETTER_STREAM, CITY, 100)).readings;
const energyOf = ({ held: { values }, index }: HeldReading) => values[index];
const replay = (positions: readonly HeldPosition[], confirm: boolean, tenant = 'demo') =>
  replayHeld(stream, manager, { stream: DEADLETTER_STREAM, tenant, positions, confirm }, Date.now());

beforeAll(async () => {
  stores = await openTestStores();
  const connection = await stores.connectNats();
  stream = jetstream(connection);
  manager = await jetstreamManager(connection);
  measurements = connectMeasurementStore(stores.clickhouse);
  processor = await start(
    {
      natsUrl: stores.natsUrl,
      clickhouse: stores.clickhouse,
      rawRetentionDays: 90,
      quarterHourRetentionDays: 1_096,
      readingsMaxBytes: 64_000_000,
      workerName: 'test',
    },
    createLogger('test', 'warn'),
  );
  const { tenant, city, district, revision } = directory;
  await stream.publish(
    controlSubject(partition),
    encodeControl({
      type: 'directory.changed',
      tenant,
      city,
      district,
      revision,
      directory: packDirectory(directory),
    }),
  );
  for (let quarter = 1; quarter <= 144; quarter++) {
    await publish([
      [0, quarter, 300 * WH + quarter],
      [1, quarter, 400 * WH],
    ]);
  }
  // Watt-hours sent as kilowatt-hours, three in one frame.
  await publish([
    [0, 145, 300_000 * WH],
    [1, 145, 400 * WH],
    [0, 146, 301_000 * WH],
    [0, 147, 302_000 * WH],
  ]);
});
afterAll(async () => {
  await processor?.stop();
  await measurements?.close();
  await stores?.close();
});

test('what validation stopped is listed by page and counted by reason', async () => {
  await expect
    .poll(async () => (await held()).map(energyOf), POLL)
    .toEqual([300_000, 301_000, 302_000].map((wh) => wh * WH));
  const first = await heldPage(manager, DEADLETTER_STREAM, CITY, 2);
  expect([first.readings.map(energyOf), first.hasNext]).toEqual([[300_000 * WH, 301_000 * WH], true]);
  const second = await heldPage(manager, DEADLETTER_STREAM, CITY, 2, first.readings[1]);
  expect([second.readings.map(energyOf), second.hasNext]).toEqual([[302_000 * WH], false]);
  expect(await heldCounts(manager, DEADLETTER_STREAM, CITY)).toEqual(new Map([['unit-mistake', 3]]));
  const question = { ...CITY, reason: 'future' };
  expect((await heldPage(manager, DEADLETTER_STREAM, question, 10)).readings).toEqual([]);
  expect((await heldPage(manager, DEADLETTER_STREAM, { ...CITY, tenant: 'other' }, 10)).readings).toEqual([]);
});

test('replayed without confirmation it is judged anew and comes back; another tenant replays nothing', async () => {
  const [first] = await held();
  expect(await replay([first!], true, 'other')).toMatchObject({ replayed: 0, missing: [{ index: 0 }] });
  expect(await replay([first!], false)).toMatchObject({ outcome: 'replayed', replayed: 1 });
  await expect
    .poll(async () => (await held()).map(energyOf), POLL)
    .toEqual([301_000, 302_000, 300_000].map((wh) => wh * WH));
});

test('confirmed by two at once it counts once, leaves the list, and what was not asked for stays', async () => {
  const readings = await held();
  const wanted = readings.find((reading) => energyOf(reading) === 300_000 * WH)!;
  const results = await Promise.all([replay([wanted], true), replay([wanted], true)]);
  expect(results.some((result) => result.outcome === 'replayed' && result.replayed === 1)).toBe(true);
  await expect.poll(() => stored(145), POLL).toBe(300_000 * WH + 400 * WH);
  expect((await held()).map(energyOf)).toEqual([301_000, 302_000].map((wh) => wh * WH));

  const [, last] = await held();
  await Promise.all([replay([last!], true), replay([last!], true)]);
  await expect.poll(() => stored(147), POLL).toBe(302_000 * WH);
  expect((await held()).map(energyOf)).toEqual([301_000 * WH]);
  expect(await stored(145)).toBe(300_000 * WH + 400 * WH);
  expect(await replay([last!], true)).toMatchObject({ replayed: 0, missing: [{ index: 1 }] });
});

test('a message that cannot be read is listed, comes back after a replay, and goes when it is discarded', async () => {
  const poison = new TextEncoder().encode('no frame');
  const { seq } = await stream.publish(framesSubject(partition), poison);
  const refused = async () => (await refusedPage(manager, 'demo', 10)).messages;
  await expect
    .poll(refused, POLL)
    .toMatchObject([{ refused: { subject: framesSubject(partition), sequence: seq, bytes: poison.length } }]);
  const [first] = await refused();
  expect(await replayRefused(stream, manager, 'demo', [first!.messageSequence])).toMatchObject({
    replayed: 1,
  });
  await expect.poll(refused, POLL).toMatchObject([{ refused: { subject: framesSubject(partition) } }]);
  const [again] = await refused();
  expect(again!.refused.sequence).toBeGreaterThan(seq);
  expect(await discardRefused(manager, 'demo', [again!.messageSequence])).toEqual([]);
  expect(await refused()).toEqual([]);
});
