import type { OwnStores } from '@citywatt/test-harness/own-stores';
import { type Seeded, seeded } from '@citywatt/test-harness/seeded';
import { openTestStores } from '@citywatt/test-harness/stores';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectMeasurementStore, type MeasurementClient } from './connection.ts';
import { type LongWindows, writeLongWindows } from './long-windows.ts';
import { migrateMeasurementStore } from './migrate.ts';
import { SensorRollupBlock } from './rollups.ts';
import { ACTIVE_IMPORT, type SensorRollupRow } from './rows.ts';
import { createWindowCalendar, HOUR_MS, QUARTER_HOUR_MS } from './windows.ts';

const scope = { tenant: 'demo', city: 'lisbon' };
const noon = Date.parse('2026-03-01T12:00:00Z');
const version = (sequence: number) => (1n << 48n) + BigInt(sequence);

let stores: OwnStores;
let client: MeasurementClient;

beforeAll(async () => {
  stores = await openTestStores();
  await migrateMeasurementStore(stores.clickhouse, { raw: 3_650, quarterHour: 20_000 });
  client = connectMeasurementStore(stores.clickhouse);
});
afterAll(async () => {
  await client?.close();
  await stores?.close();
});

const rowsOf = async <Row>(query: string) =>
  await (await client.query({ query, format: 'JSONEachRow' })).json<Row>();

async function insert(rows: readonly (Partial<SensorRollupRow> & { readonly district: string })[]) {
  const block = new SensorRollupBlock(rows.length);
  for (const row of rows) {
    block.add({
      ...scope,
      sensorNumber: 0,
      register: ACTIVE_IMPORT,
      resolution: 'quarter-hour',
      windowStart: noon,
      energyMilliwattHours: 0,
      readingCount: 1,
      quality: 0,
      residential: true,
      deliveryPoints: 1,
      oldestIngestTime: noon + HOUR_MS,
      version: version(1),
      ...row,
    });
  }
  await block.insert(client);
}

const hours = (count: number) =>
  Array.from({ length: count }, (_, hour) => ({
    start: noon + hour * HOUR_MS,
    end: noon + (hour + 1) * HOUR_MS,
  }));

const asked = (
  resolution: 'hour' | 'day',
  windows: LongWindows['windows'],
  districts: Readonly<Record<string, readonly number[]>>,
  sequence = 5,
  onlyDiffering = true,
): LongWindows => ({
  ...scope,
  resolution,
  windows,
  districts: Object.entries(districts).map(([district, own]) => ({
    district,
    version: version(sequence),
    onlyDiffering,
    windows: own,
  })),
});

test('hours and days are made from the quarter hours of the sensors, the latest version of each', async () => {
  const district = '1150';
  const own = Array.from({ length: 8 }, (_, quarter) => ({
    district,
    sensorNumber: 1,
    windowStart: noon + quarter * QUARTER_HOUR_MS,
    energyMilliwattHours: 100,
    quality: quarter === 0 ? 1 : 0,
  }));
  await insert([
    ...own,
    {
      district,
      sensorNumber: 2,
      energyMilliwattHours: 6_000,
      quality: 1,
      residential: false,
      deliveryPoints: 10,
    },
    { ...own[3]!, energyMilliwattHours: 700, version: version(2) },
  ]);
  await writeLongWindows(client, asked('hour', hours(3), { [district]: [0, 1, 2] }));
  const day = { start: Date.parse('2026-03-01'), end: Date.parse('2026-03-02') };
  await writeLongWindows(client, asked('day', [day], { [district]: [0] }));
  const row = { state: 'final', residential: 1, other: 10, resolution: 'hour' };
  expect(
    await rowsOf(`
      SELECT resolution, toString(window_start) AS start, toString(window_end) AS end,
        toInt32(energy_milliwatt_hours) AS energy, state, reading_count AS readings, measured_count AS measured,
        estimated_count AS estimated, contributors_residential AS residential, contributors_other AS other,
        round(largest_share, 4) AS share
      FROM district_rollups FINAL WHERE district = '${district}' ORDER BY resolution, window_start`),
  ).toEqual([
    {
      ...row,
      resolution: 'day',
      start: '2026-03-01 00:00:00',
      end: '2026-03-02 00:00:00',
      energy: 7_400,
      readings: 9,
      measured: 7,
      estimated: 2,
      share: expect.closeTo(1_400 / 7_400, 4),
    },
    {
      ...row,
      start: '2026-03-01 12:00:00',
      end: '2026-03-01 13:00:00',
      energy: 7_000,
      readings: 5,
      measured: 3,
      estimated: 2,
      share: expect.closeTo(1_000 / 7_000, 4),
    },
    {
      ...row,
      start: '2026-03-01 13:00:00',
      end: '2026-03-01 14:00:00',
      energy: 400,
      readings: 4,
      measured: 4,
      estimated: 0,
      other: 0,
      share: 1,
    },
  ]);
  expect(
    await rowsOf(`
      SELECT resolution, sensor_number AS sensor, toInt32(sum(energy_milliwatt_hours)) AS energy,
        toInt32(sum(measured_milliwatt_hours)) AS measured, max(quality) AS worst
      FROM sensor_rollups FINAL WHERE district = '${district}' GROUP BY ALL ORDER BY ALL`),
  ).toEqual(
    ['day', 'hour', 'quarter-hour'].flatMap((resolution) => [
      { resolution, sensor: 1, energy: 1_400, measured: 1_300, worst: 1 },
      { resolution, sensor: 2, energy: 6_000, measured: 0, worst: 1 },
    ]),
  );
});

test('only what differs is written: again with a higher version changes nothing but what was revised', async () => {
  const district = 'again';
  const quarter = { district, energyMilliwattHours: 100 };
  await insert([quarter, { ...quarter, sensorNumber: 1 }, { ...quarter, windowStart: noon + HOUR_MS }]);
  const request = (sequence: number) => asked('hour', hours(2), { [district]: [0, 1] }, sequence);
  await writeLongWindows(client, request(5));
  await insert([{ ...quarter, energyMilliwattHours: 90, version: version(6) }]);
  await writeLongWindows(client, request(7));
  await writeLongWindows(client, request(8));
  const sequence = 'toUInt32(bitAnd(version, 0xffff)) AS sequence';
  expect(
    await rowsOf(`SELECT sensor_number AS sensor, toHour(window_start) AS hour, ${sequence}
      FROM sensor_rollups FINAL WHERE district = '${district}' AND resolution = 'hour' ORDER BY ALL`),
  ).toEqual([
    { sensor: 0, hour: 12, sequence: 7 },
    { sensor: 0, hour: 13, sequence: 5 },
    { sensor: 1, hour: 12, sequence: 5 },
  ]);
  expect(
    await rowsOf(`SELECT toHour(window_start) AS hour, toInt32(energy_milliwatt_hours) AS energy, state, ${sequence}
      FROM district_rollups FINAL WHERE district = '${district}' ORDER BY ALL`),
  ).toEqual([
    { hour: 12, energy: 190, state: 'revised', sequence: 7 },
    { hour: 13, energy: 100, state: 'final', sequence: 5 },
  ]);
  // When a statement of an earlier owner may still be under way, all is.
  await writeLongWindows(client, asked('hour', hours(2), { [district]: [0, 1] }, 9, false));
  expect(
    await rowsOf(`SELECT DISTINCT ${sequence} FROM sensor_rollups FINAL
      WHERE district = '${district}' AND resolution = 'hour'
      UNION ALL SELECT DISTINCT ${sequence} FROM district_rollups FINAL WHERE district = '${district}'`),
  ).toEqual([{ sequence: 9 }, { sequence: 9 }]);
});

test('of each district only its own windows are written, and a sensor whose part is gone contributes nothing', async () => {
  await insert(
    ['one', 'two'].flatMap((district) => [
      { district, energyMilliwattHours: 10 },
      { district, energyMilliwattHours: 20, windowStart: noon + HOUR_MS },
      { district, sensorNumber: 1, readingCount: 0, oldestIngestTime: 0 },
    ]),
  );
  await writeLongWindows(client, asked('hour', hours(2), { one: [0], two: [1] }));
  expect(
    await rowsOf(`SELECT district, toHour(window_start) AS hour, toInt32(energy_milliwatt_hours) AS energy,
        contributors_residential AS residential, toFloat64(toUnixTimestamp(oldest_ingest_time) * 1000) AS oldest
      FROM district_rollups FINAL WHERE district IN ('one', 'two') ORDER BY ALL`),
  ).toEqual([
    { district: 'one', hour: 12, energy: 10, residential: 1, oldest: noon + HOUR_MS },
    { district: 'two', hour: 13, energy: 20, residential: 1, oldest: noon + HOUR_MS },
  ]);
});

/** A zone's days around a change of its clock, and how many hours each has. */
const ZONES = [
  ['Europe/Lisbon', '2026-03-28T12:00:00Z', [24, 23, 24]],
  ['Europe/Lisbon', '2026-10-24T12:00:00Z', [24, 25, 24]],
  ['Australia/Lord_Howe', '2026-04-04T02:00:00Z', [24, 24.5, 24]],
  ['Asia/Kathmandu', '2026-05-01T12:00:00Z', [24, 24, 24]],
] as const;

test.for(ZONES)(
  '%s from %s: sensors add up to the district, hours to days of %j hours',
  async ([zone, from, lengths], { task }) => {
    const random = seeded(task.id.length + lengths[1] * 2);
    const calendar = createWindowCalendar(zone);
    const districts = [0, 1, 2].map((index) => `${zone} ${from} ${index}`);
    const days: { start: number; end: number }[] = [];
    for (let start = calendar.windowStart('day', Date.parse(from)); days.length < 3; ) {
      const end = calendar.windowEnd('day', start);
      days.push({ start, end });
      start = end;
    }
    expect(days.map(({ start, end }) => (end - start) / HOUR_MS)).toEqual(lengths);
    const hoursOfDays: { start: number; end: number }[] = [];
    for (let start = days[0]!.start; start < days[2]!.end; start = calendar.windowEnd('hour', start)) {
      hoursOfDays.push({ start, end: calendar.windowEnd('hour', start) });
    }
    await insert(randomQuarters(random, districts, days[0]!.start, days[2]!.end));
    const all = (count: number) =>
      Object.fromEntries(
        districts.map((district) => [district, Array.from({ length: count }, (_, at) => at)]),
      );
    await writeLongWindows(client, asked('hour', hoursOfDays, all(hoursOfDays.length)));
    await writeLongWindows(client, asked('day', days, all(3)));

    const sums = (table: string, by: string, resolution: string) =>
      rowsOf(`SELECT district, ${by}, toString(sum(energy_milliwatt_hours)) AS energy, toUInt32(sum(reading_count)) AS readings
      FROM ${table} FINAL WHERE startsWith(district, '${zone} ${from}') AND resolution = '${resolution}'
      GROUP BY ALL ORDER BY ALL`);
    for (const resolution of ['hour', 'day']) {
      const ofSensors = await sums('sensor_rollups', 'window_start', resolution);
      expect(ofSensors.length).toBeGreaterThan(0);
      expect(await sums('district_rollups', 'window_start', resolution)).toEqual(ofSensors);
    }
    const starts = days.map(({ start }) => start / 1_000);
    const day = `arrayLastIndex(start -> start <= toUnixTimestamp(window_start), [${starts}]) AS day, sensor_number`;
    const fromQuarters = await sums('sensor_rollups', day, 'quarter-hour');
    expect(await sums('sensor_rollups', day, 'hour')).toEqual(fromQuarters);
    expect(await sums('sensor_rollups', day, 'day')).toEqual(fromQuarters);
  },
);

function randomQuarters(random: Seeded, districts: readonly string[], from: number, to: number) {
  const rows: Parameters<typeof insert>[0][number][] = [];
  for (const district of districts) {
    for (let sensorNumber = 0; sensorNumber < 5; sensorNumber++) {
      for (let windowStart = from; windowStart < to; windowStart += QUARTER_HOUR_MS) {
        if (random.next() < 0.2) continue;
        const energyMilliwattHours = random.integer(-1_000, 2 ** 45);
        rows.push({
          district,
          sensorNumber,
          windowStart,
          energyMilliwattHours,
          quality: random.integer(0, 4),
        });
      }
    }
  }
  return rows;
}
