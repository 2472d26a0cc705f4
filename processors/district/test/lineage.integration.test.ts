import { readingsOf as arrived, currentOf, isCounted } from '@citywatt/consumption-windows/arrivals';
import { districtWindows } from '@citywatt/consumption-windows/known-windows';
import { type LineageWindow, lineageOf } from '@citywatt/consumption-windows/lineage';
import { consumptionSpec } from '@citywatt/consumption-windows/register-spec';
import { spansOf } from '@citywatt/consumption-windows/spans';
import { connectMeasurementStore, type MeasurementClient } from '@citywatt/measurement-store/connection';
import { readingArrivals } from '@citywatt/measurement-store/lineage';
import { createWindowCalendar } from '@citywatt/measurement-store/windows';
import { createLogger } from '@citywatt/service-runtime/logger';
import type { OwnStores } from '@citywatt/test-harness/own-stores';
import { seeded } from '@citywatt/test-harness/seeded';
import { openTestStores } from '@citywatt/test-harness/stores';
import { type JetStreamClient, jetstream } from '@nats-io/jetstream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { start } from '../src/start.ts';
import {
  districts,
  publishDirectories,
  publishEnd,
  publishReadings,
  readingsOf,
  type TestReading,
  TIME_ZONE,
} from './city-of-readings.ts';
import { expectRecount } from './stored-windows.ts';

const HOUR_MS = 3_600_000;
const RETENTION_DAYS = 90;
const GAP_MS = (RETENTION_DAYS - 1) * 24 * HOUR_MS;
const DISTRICT = districts[0]!;
const SENSORS = DISTRICT.sensors.map(({ number }) => number);
const REGISTERS = DISTRICT.registerSets.map(([register]) => register!.code);
const calendar = createWindowCalendar(TIME_ZONE);
const specOf = (sensor: number) =>
  consumptionSpec(DISTRICT.registerSets[DISTRICT.sensors[sensor]!.registerSet]!);

let stores: OwnStores;
let measurements: MeasurementClient;
let stream: JetStreamClient;
let processor: Awaited<ReturnType<typeof start>>;
let readings: TestReading[];

beforeAll(async () => {
  stores = await openTestStores();
  stream = jetstream(await stores.connectNats());
  measurements = connectMeasurementStore(stores.clickhouse);
  processor = await start(
    {
      natsUrl: stores.natsUrl,
      clickhouse: stores.clickhouse,
      rawRetentionDays: RETENTION_DAYS,
      quarterHourRetentionDays: 1_096,
      readingsMaxBytes: 64_000_000,
      workerName: 'test',
    },
    createLogger('test', 'warn'),
  );
  const random = seeded(11);
  readings = readingsOf(11);
  await publishDirectories(stream);
  const doubled = readings.flatMap((reading) => (random.next() < 0.2 ? [reading, reading] : [reading]));
  await publishReadings(stream, random.shuffle(doubled), 300);
  await publishEnd(stream);
});
afterAll(async () => {
  await processor?.stop();
  await measurements?.close();
  await stores?.close();
});

async function arrivals(window: LineageWindow, sensorNumbers: readonly number[] = [], asOf?: number) {
  return await readingArrivals(measurements, DISTRICT, {
    sensorNumbers,
    isInterval: (sensor) => specOf(sensor)?.kind === 'interval',
    registers: REGISTERS,
    from: window.start,
    to: window.end,
    longestIntervalMs: HOUR_MS,
    longestGapMs: GAP_MS,
    asOf,
  });
}

const lineage = async (window: LineageWindow, sensorNumbers?: readonly number[], asOf?: number) =>
  lineageOf(await arrivals(window, sensorNumbers, asOf), specOf, window, GAP_MS);

async function stored<Row>(query: string, window: LineageWindow): Promise<Row[]> {
  const answer = await measurements.query({
    query,
    query_params: { district: DISTRICT.district, start: window.start / 1_000 },
    format: 'JSONEachRow',
  });
  return await answer.json<Row>();
}

const storedQuarters = async (window: LineageWindow) =>
  await stored<{ sensor: number; energy: string; quality: number }>(
    `SELECT sensor_number AS sensor, energy_milliwatt_hours AS energy, quality FROM sensor_rollups FINAL
     WHERE district = {district:String} AND resolution = 'quarter-hour' AND window_start = {start:UInt32}`,
    window,
  );

const storedEnergy = async (resolution: string, window: LineageWindow) => {
  const [row] = await stored<{ energy: string }>(
    `SELECT energy_milliwatt_hours AS energy FROM district_rollups FINAL
     WHERE district = {district:String} AND resolution = '${resolution}' AND window_start = {start:UInt32}`,
    window,
  );
  return row && Number(row.energy);
};

const sumOf = (of: Awaited<ReturnType<typeof lineage>>) =>
  [...of.values()].reduce((sum, sensor) => sum + sensor.energyMilliwattHours, 0);

const randomWindows = (resolution: 'minute' | 'quarter-hour' | 'hour' | 'day', count: number) => {
  const random = seeded(12).fork(resolution);
  const first = Date.parse('2023-03-25T00:00:00Z');
  return Array.from({ length: count }, () => {
    const start = calendar.windowStart(resolution, first + random.integer(0, 95 * HOUR_MS));
    return { start, end: calendar.windowEnd(resolution, start) };
  });
};

test('the shares of the spans add up to the quarter hour that is stored, sensor by sensor', async () => {
  await expectRecount(measurements, readings);
  for (const window of randomWindows('quarter-hour', 16)) {
    const rows = await storedQuarters(window);
    const made = await lineage(window);
    expect(rows.length).toBe(SENSORS.length);
    expect(new Map(rows.map((row) => [row.sensor, [Number(row.energy), row.quality]]))).toEqual(
      new Map([...made].map(([sensor, of]) => [sensor, [of.energyMilliwattHours, of.quality]])),
    );
  }
});

test('so do those of all sensors to the minutes, hours and local days of the district', async () => {
  for (const [resolution, count] of [
    ['minute', 6],
    ['hour', 6],
    ['day', 3],
  ] as const) {
    for (const window of randomWindows(resolution, count)) {
      expect([resolution, window, sumOf(await lineage(window))]).toEqual([
        resolution,
        window,
        await storedEnergy(resolution, window),
      ]);
    }
  }
});

test('a series made anew has the energy and the counts that are stored', async () => {
  for (const resolution of ['minute', 'quarter-hour', 'hour', 'day'] as const) {
    for (const window of randomWindows(resolution, 3)) {
      const readings = currentOf(arrived(await arrivals(window)).filter(isCounted));
      const [made] = districtWindows(spansOf(specOf, readings, GAP_MS), resolution, [window]);
      const [row] = await stored<{ energy: string; counts: number[] }>(
        `SELECT energy_milliwatt_hours AS energy,
           [measured_count, estimated_count, revised_count, suspect_count, missing_count] AS counts
         FROM district_rollups FINAL
         WHERE district = {district:String} AND resolution = '${resolution}' AND window_start = {start:UInt32}`,
        window,
      );
      expect([resolution, made!.energyMilliwattHours, made!.qualityCounts]).toEqual([
        resolution,
        Number(row!.energy),
        row!.counts,
      ]);
    }
  }
});

test('a span of a register is made of two readings, of an interval of one, with what became of each arrival', async () => {
  const window = randomWindows('hour', 1)[0]!;
  const made = await lineage(window);
  let duplicates = 0;
  for (const [sensor, { spans }] of made) {
    const isInterval = sensor < 3;
    expect(spans).toHaveLength(isInterval ? 1 : 4);
    for (const span of spans) {
      expect(span.readings).toHaveLength(isInterval ? 1 : 2);
      const sent = span.readings.map((reading) =>
        readings.find(
          (one) =>
            one.district === DISTRICT.district &&
            one.sensor === sensor &&
            one.eventTime === reading.start + reading.counted.intervalMs,
        ),
      );
      expect(span.readings.map(({ counted }) => counted.value)).toEqual(sent.map((one) => one!.value));
      for (const { arrivals } of span.readings) {
        expect(arrivals.filter(({ standing }) => standing === 'counts')).toHaveLength(1);
        duplicates += arrivals.filter(({ standing }) => standing === 'duplicate').length;
      }
    }
  }
  expect(duplicates).toBeGreaterThan(0);
});

test('a revision shows what it took the place of, and asOf shows the window before it', async () => {
  const [window] = randomWindows('quarter-hour', 1) as [LineageWindow];
  const before = await lineage(window);
  const revisedAt = Date.now();
  const changed = readings.find(
    (one) => one.district === DISTRICT.district && one.sensor === 0 && one.eventTime >= window.end,
  )!;
  const revision = { ...changed, value: changed.value + 4_000_000 };
  await expect.poll(() => Date.now()).toBeGreaterThan(revisedAt);
  await publishReadings(stream, [revision], 1);
  const energy = async () => Number((await storedQuarters(window)).find((row) => row.sensor === 0)?.energy);
  await expect
    .poll(energy, { timeout: 30_000, interval: 250 })
    .toBe(before.get(0)!.energyMilliwattHours + 1_000_000);

  const now = (await lineage(window, [0])).get(0)!;
  expect(now.energyMilliwattHours).toBe(before.get(0)!.energyMilliwattHours + 1_000_000);
  const [reading] = now.spans[0]!.readings;
  expect(reading!.counted).toMatchObject({ value: revision.value, standing: 'counts' });
  const replaced = reading!.arrivals.find(({ standing }) => standing === 'revised')!;
  expect(replaced).toMatchObject({ value: changed.value, replacedBy: reading!.counted });
  expect(replaced.sequence).toBeLessThan(reading!.counted.sequence);
  expect(await lineage(window, [], revisedAt)).toEqual(before);
  expect((await lineage(window, [], Date.parse('2023-01-01T00:00:00Z'))).size).toBe(0);
});
