import { connectMeasurementStore, type MeasurementClient } from '@citywatt/measurement-store/connection';
import { decodeHeldReadings } from '@citywatt/reading-stream/held-readings';
import { LATE_STREAM } from '@citywatt/reading-stream/subjects';
import { putDistrict } from '@citywatt/sensor-directory/directory-store';
import { createLogger } from '@citywatt/service-runtime/logger';
import type { OwnStores } from '@citywatt/test-harness/own-stores';
import { openTestStores } from '@citywatt/test-harness/stores';
import { type JetStreamClient, jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DistrictConfig } from '../src/environment.ts';
import type { MarksLeft } from '../src/rebuild/marks-left.ts';
import { rebuild } from '../src/rebuild/rebuild.ts';
import { start } from '../src/start.ts';
import {
  districts,
  publishDirectories,
  publishEnd,
  publishReadings,
  readingsOf,
} from './city-of-readings.ts';
import { expectRecount } from './stored-windows.ts';

vi.setConfig({ testTimeout: 120_000 });

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const logger = createLogger('test', 'warn');

let stores: OwnStores;
let connection: NatsConnection;
let stream: JetStreamClient;
let measurements: MeasurementClient;
let config: DistrictConfig;

beforeEach(async () => {
  stores = await openTestStores();
  connection = await stores.connectNats();
  stream = jetstream(connection);
  measurements = connectMeasurementStore(stores.clickhouse);
  config = {
    natsUrl: stores.natsUrl,
    clickhouse: stores.clickhouse,
    rawRetentionDays: 30,
    quarterHourRetentionDays: 1_096,
    readingsMaxBytes: 64_000_000,
    workerName: 'test',
  };
});
afterEach(async () => {
  await measurements.close();
  await stores.close();
});

/** Older than what is certain to be there when a day less is kept, and not gone. */
const AGE_MS = 28.5 * DAY_MS;
const keepingLess = () => ({ ...config, rawRetentionDays: 29 });

const asked = (from: string, to: string) => ({ tenant: 'demo', city: 'test', from, to });

const rebuilding = (given: ReturnType<typeof asked> & { district?: string }, shown: MarksLeft[] = []) =>
  rebuild({
    ...given,
    connection,
    measurements,
    signal: new AbortController().signal,
    onProgress: (left) => shown.push(left),
  });

/** Of every hour, quarter hour and minute of a day, sensors' too: some energy more, in rows as new as the true ones. */
async function corrupt(day: string) {
  for (const table of ['sensor_rollups', 'district_rollups']) {
    await measurements.command({
      query: `INSERT INTO ${table} SELECT * REPLACE (energy_milliwatt_hours + 7 AS energy_milliwatt_hours)
        FROM ${table} FINAL WHERE toDate(window_start, 'Europe/Lisbon') = '${day}'`,
    });
  }
}

/** Sensors' windows that do not add up to their district's. */
async function disagreements() {
  const sums = (
    table: string,
  ) => `SELECT district, resolution, window_start, sum(energy_milliwatt_hours) AS energy
    FROM ${table} FINAL WHERE resolution != 'minute' GROUP BY ALL`;
  const answer = await measurements.query({
    query: `SELECT * FROM (${sums('sensor_rollups')}) AS sensors
      FULL JOIN (${sums('district_rollups')}) AS districts USING (district, resolution, window_start)
      WHERE sensors.energy != districts.energy`,
    format: 'JSONEachRow',
  });
  return await answer.json();
}

test('rows that were changed by hand are as the raw readings say after a rebuild, and its progress is told', async () => {
  const processor = await start(config, logger);
  const readings = readingsOf(31);
  await publishDirectories(stream);
  for (const directory of districts) await putDistrict(connection, directory);
  await publishReadings(stream, readings, 500);
  await publishEnd(stream);
  await expectRecount(measurements, readings);
  expect(await disagreements()).toEqual([]);

  await corrupt('2023-03-26');
  await expect(expectRecount(measurements, readings, 2_000)).rejects.toThrow();
  const shown: MarksLeft[] = [];
  const { districts: count } = await rebuilding(asked('2023-03-26', '2023-03-27'), shown);
  expect(count).toBe(districts.length);
  expect(Math.max(...shown.map(({ waiting, marks }) => waiting + marks))).toBeGreaterThan(0);
  await expectRecount(measurements, readings, 20_000);
  expect(await disagreements()).toEqual([]);

  await corrupt('2023-03-27');
  await rebuilding({ ...asked('2023-03-27', '2023-03-28'), district: 'one' });
  const wrong = await measurements.query({
    query: `SELECT DISTINCT district FROM (
        SELECT district, window_start, sum(energy_milliwatt_hours) AS energy FROM sensor_rollups FINAL
        WHERE resolution = 'hour' GROUP BY ALL) AS hours
      JOIN (SELECT district, window_start, energy_milliwatt_hours FROM district_rollups FINAL
        WHERE resolution = 'hour') AS own USING (district, window_start)
      WHERE energy != energy_milliwatt_hours`,
    format: 'JSONEachRow',
  });
  expect(await wrong.json()).toEqual([{ district: 'two' }]);
  await processor.stop();
});

test('a rebuild of what is not there, or whose raw readings have begun to expire, is refused by name', async () => {
  let processor = await start(config, logger);
  const readings = readingsOf(31);
  await publishDirectories(stream);
  for (const directory of districts) await putDistrict(connection, directory);
  await publishReadings(stream, readings, 500, Date.now() - AGE_MS);
  await publishEnd(stream);
  await expectRecount(measurements, readings);
  await processor.stop();
  processor = await start(keepingLess(), logger);
  await expect(rebuilding(asked('2023-03-26', '2023-03-27'))).rejects.toThrow(
    /district one: 2023-03-25T2.*\n +district two:/,
  );
  await expect(rebuilding({ ...asked('2023-03-26', '2023-03-27'), city: 'nowhere' })).rejects.toThrow(
    'there is no city nowhere',
  );
  await expect(rebuilding({ ...asked('2023-03-26', '2023-03-27'), district: 'three' })).rejects.toThrow(
    'there is no district three',
  );
  // Nothing of it has changed.
  await expectRecount(measurements, readings, 20_000);
  await processor.stop();
});

test('what comes for hours whose raw readings have begun to expire is listed reading by reading, and they stay', async () => {
  let processor = await start(config, logger);
  const readings = readingsOf(33);
  await publishDirectories(stream);
  await publishReadings(stream, readings, 500, Date.now() - AGE_MS);
  await publishEnd(stream);
  await expectRecount(measurements, readings);
  await processor.stop();
  processor = await start(keepingLess(), logger);

  const end = Date.parse('2023-03-26T10:00:00Z');
  const late = readings
    .filter(({ district, sensor, eventTime }) => district === 'one' && sensor < 3 && eventTime === end)
    .map((reading) => ({ ...reading, value: reading.value + 1_000 }));
  expect(late).toHaveLength(3);
  // One of them twice: what is said again is no loss.
  await publishReadings(stream, [...late, late[0]!], 10);
  const manager = await jetstreamManager(connection);
  const held = async () => {
    const { state } = await manager.streams.info(LATE_STREAM);
    const messages = await Promise.all(
      Array.from({ length: state.messages }, (_, index) =>
        manager.streams.getMessage(LATE_STREAM, { seq: state.first_seq + index }),
      ),
    );
    return messages.map((message) => decodeHeldReadings(message!.data));
  };
  await expect.poll(held, { timeout: 30_000, interval: 250 }).toHaveLength(1);
  const [list] = await held();
  expect(list).toMatchObject({
    reason: 'beyond-raw-retention',
    district: 'one',
    kind: 'interval',
    intervalMs: HOUR_MS,
    sensorNumbers: late.map(({ sensor }) => sensor),
    times: late.map(({ eventTime }) => eventTime),
    values: late.map(({ value }) => value),
  });
  await expectRecount(measurements, readings, 20_000);
  await processor.stop();
});
