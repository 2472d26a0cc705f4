import { followLive } from '@citywatt/live-feed/follow';
import { connectMeasurementStore, type MeasurementClient } from '@citywatt/measurement-store/connection';
import { encodeControl } from '@citywatt/reading-stream/control';
import { FrameWriter } from '@citywatt/reading-stream/frame';
import { MAX_FRAME_READINGS, type SegmentKey } from '@citywatt/reading-stream/frame-layout';
import { partitionOf } from '@citywatt/reading-stream/partition';
import { controlSubject, framesSubject } from '@citywatt/reading-stream/subjects';
import type { DistrictDirectory } from '@citywatt/sensor-directory/directory';
import { packDirectory } from '@citywatt/sensor-directory/directory-schema';
import { createLogger } from '@citywatt/service-runtime/logger';
import type { OwnStores } from '@citywatt/test-harness/own-stores';
import { openTestStores } from '@citywatt/test-harness/stores';
import { type JetStreamClient, jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { start } from '../src/start.ts';
import { districtOf, HOUR, keyOf, register } from './small-city.ts';

const SENSORS = 10;
const HOURS = 3 * 365 * 24;
const FROM = Date.parse('2023-01-01T00:00:00Z');
/** Each hour of each sensor in the history; so that what is stored can be told whole by its sum. */
const MILLIWATT_HOURS = 1_000;

let stores: OwnStores;
let connection: NatsConnection;
let stream: JetStreamClient;
let measurements: MeasurementClient;

beforeEach(async () => {
  stores = await openTestStores();
  connection = await stores.connectNats();
  stream = jetstream(connection);
  measurements = connectMeasurementStore(stores.clickhouse);
});
afterEach(async () => {
  await measurements.close();
  await stores.close();
});

const living = districtOf([register('gauge', 10_000)]);
const history: DistrictDirectory = {
  ...districtOf(
    Array.from({ length: SENSORS }, () => register('interval', HOUR)),
    { clock: 'data' },
  ),
  city: 'past',
  district: 'history',
};
const historyKey: SegmentKey = { ...keyOf('interval', HOUR), city: 'past', district: 'history' };

async function publishDirectory(directory: DistrictDirectory) {
  const { tenant, city, district, revision } = directory;
  const packed = packDirectory(directory);
  const message = { type: 'directory.changed' as const, tenant, city, district, revision, directory: packed };
  await stream.publish(controlSubject(partitionOf(directory)), encodeControl(message));
}

/** The last hour first: so all others come behind the hot hours, and are for the repair path. */
async function publishHistory() {
  const writer = new FrameWriter();
  const send = () =>
    stream.publish(framesSubject(partitionOf(history)), writer.take(Date.now()), { timeout: 30_000 });
  const hour = (number: number) => {
    for (let sensor = 0; sensor < SENSORS; sensor++) {
      writer.add(historyKey, sensor, FROM + (number + 1) * HOUR, MILLIWATT_HOURS);
    }
  };
  hour(HOURS - 1);
  await send();
  for (let number = 0; number < HOURS - 1; number++) {
    hour(number);
    if (writer.readings + SENSORS > MAX_FRAME_READINGS) await send();
  }
  await send();
  const { tenant, city } = history;
  await stream.publish(
    controlSubject(partitionOf(history)),
    encodeControl({ type: 'data.ended', tenant, city }),
  );
}

async function storedEnergy(city: string, resolution: string): Promise<number> {
  const answer = await measurements.query({
    query: `SELECT toFloat64(sum(energy_milliwatt_hours)) AS energy FROM district_rollups FINAL
      WHERE city = {city:String} AND resolution = {resolution:String}`,
    query_params: { city, resolution },
    format: 'JSONEachRow',
  });
  return (await answer.json<{ energy: number }>())[0]!.energy;
}

test('while three years of history are made, what lives is seen and stored all the same', async () => {
  const processor = await start(
    {
      natsUrl: stores.natsUrl,
      clickhouse: stores.clickhouse,
      rawRetentionDays: 90,
      quarterHourRetentionDays: 10_000,
      readingsMaxBytes: 256_000_000,
      workerName: 'test',
    },
    createLogger('test', 'warn'),
  );
  await publishDirectory(living);
  await publishDirectory(history);
  let seenWatts = 0;
  const follower = followLive(connection, {
    onRows({ district, liveLoadWatts }) {
      const row = district.indexOf(living.district);
      if (row >= 0) seenWatts = liveLoadWatts[row]!;
    },
    onError: () => {},
  });
  await publishHistory();

  const whole = SENSORS * HOURS * MILLIWATT_HOURS;
  let seen = 0;
  let stored = 0;
  let energy = 0;
  while ((await storedEnergy('past', 'hour')) < whole) {
    const watts = 1_000_000 + seen;
    const writer = new FrameWriter();
    writer.add(keyOf('gauge', 0), 0, Date.now(), watts);
    await stream.publish(framesSubject(partitionOf(living)), writer.take(Date.now()));
    await expect.poll(() => seenWatts, { timeout: 30_000, interval: 20 }).toBe(watts);
    seen++;
    if (seen === 1) continue;
    // What the sensor took since its reading before.
    const more = () => storedEnergy('small', 'minute');
    await expect.poll(more, { timeout: 30_000, interval: 50 }).toBeGreaterThan(energy);
    energy = await more();
    stored++;
  }
  expect(stored).toBeGreaterThanOrEqual(3);
  expect(await storedEnergy('past', 'hour')).toBe(whole);
  await expect.poll(() => storedEnergy('past', 'day'), { timeout: 60_000 }).toBe(whole);
  follower.stop();
  await processor.stop();
}, 300_000);
