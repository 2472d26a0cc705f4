import { tenantId } from '@citywatt/reading-stream/identity';
import type { OwnStores } from '@citywatt/test-harness/own-stores';
import { openTestStores } from '@citywatt/test-harness/stores';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectMeasurementStore, type MeasurementClient } from './connection.ts';
import { writeLongWindows } from './long-windows.ts';
import { migrateMeasurementStore } from './migrate.ts';
import { SensorRollupBlock } from './rollups.ts';
import { ACTIVE_IMPORT } from './rows.ts';
import { sensorParts } from './sensor-parts.ts';
import { sensorSeries } from './sensor-series.ts';
import { createWindowCalendar, HOUR_MS, QUARTER_HOUR_MS } from './windows.ts';

const scope = { tenant: 'demo', city: 'lisbon', district: '1150' };
const noon = Date.parse('2026-03-01T12:00:00Z');
const SENSORS = 7;
const calendar = createWindowCalendar('Europe/Lisbon');

let stores: OwnStores;
let client: MeasurementClient;

async function insertHour(hour: number, energyOf: (sensor: number) => number, sequence: number) {
  const block = new SensorRollupBlock(4 * SENSORS);
  for (let sensorNumber = 0; sensorNumber < SENSORS; sensorNumber++) {
    for (let quarter = 0; quarter < 4; quarter++) {
      block.add({
        ...scope,
        sensorNumber,
        register: ACTIVE_IMPORT,
        resolution: 'quarter-hour',
        windowStart: noon + hour * HOUR_MS + quarter * QUARTER_HOUR_MS,
        energyMilliwattHours: energyOf(sensorNumber),
        readingCount: 15,
        quality: quarter === 0 && sensorNumber === 1 ? 1 : 0,
        residential: true,
        deliveryPoints: 1,
        oldestIngestTime: noon,
        version: BigInt(sequence),
      });
    }
  }
  await block.insert(client);
}

beforeAll(async () => {
  stores = await openTestStores();
  await migrateMeasurementStore(stores.clickhouse, { raw: 3_650, quarterHour: 20_000 });
  client = connectMeasurementStore(stores.clickhouse);
  await insertHour(0, (sensor) => 100 * sensor, 1);
  await writeLongWindows(client, {
    ...scope,
    resolution: 'hour',
    windows: [{ start: noon, end: noon + HOUR_MS }],
    districts: [{ district: scope.district, version: 5n, onlyDiffering: true, windows: [0] }],
  });
  // Once it is written the hour's own row is what is read: so what comes in behind it shows only in quarter hours.
  await insertHour(0, () => 7, 6);
  await insertHour(1, () => 50, 6);
});
afterAll(async () => {
  await client?.close();
  await stores?.close();
});

test('an hour of a sensor is its own row where there is one, else the sum of its quarter hours', async () => {
  const series = await sensorSeries(
    client,
    tenantId('demo'),
    'lisbon',
    [1, 3].map((number) => ({ district: scope.district, number })),
    { resolution: 'hour', from: noon, to: noon + 2 * HOUR_MS },
    calendar,
  );
  const short = [...series].map(([place, windows]) => [
    place,
    windows.map(({ energyMilliwattHours, measuredMilliwattHours, quality, qualityCounts }) => [
      energyMilliwattHours,
      measuredMilliwattHours,
      quality,
      qualityCounts,
    ]),
  ]);
  expect(short).toEqual([
    [
      '1150/1',
      [
        [400, 300, 1, [45, 15, 0, 0, 0]],
        [200, 150, 1, [45, 15, 0, 0, 0]],
      ],
    ],
    [
      '1150/3',
      [
        [1_200, 1_200, 0, [60, 0, 0, 0, 0]],
        [200, 200, 0, [60, 0, 0, 0, 0]],
      ],
    ],
  ]);
});

const numbersAndEnergy = (parts: Awaited<ReturnType<typeof sensorParts>>['parts']) =>
  parts.map(({ sensorNumber, energyMilliwattHours }) => [sensorNumber, energyMilliwattHours]);

test("the parts of a district's window come by pages, the largest first, those as large by number", async () => {
  const window = { resolution: 'hour', start: noon, end: noon + HOUR_MS } as const;
  const first = await sensorParts(client, scope, window, { first: 2 });
  expect(numbersAndEnergy(first.parts)).toEqual([
    [6, 2_400],
    [5, 2_000],
  ]);
  // The one that took nothing did send readings.
  expect([first.sensors, first.energyMilliwattHours]).toEqual([7, 8_400]);
  const next = await sensorParts(client, scope, window, { first: 10, after: first.parts[1]! });
  expect(numbersAndEnergy(next.parts).map(([number]) => number)).toEqual([4, 3, 2, 1, 0]);

  const open = { resolution: 'hour', start: noon + HOUR_MS, end: noon + 2 * HOUR_MS } as const;
  const equal = await sensorParts(client, scope, open, { first: 3 });
  expect(numbersAndEnergy(equal.parts)).toEqual([0, 1, 2].map((number) => [number, 200]));
  const rest = await sensorParts(client, scope, open, { first: 10, after: equal.parts[2]! });
  expect(numbersAndEnergy(rest.parts)).toEqual([3, 4, 5, 6].map((number) => [number, 200]));
  expect(rest.sensors).toBe(7);
});

test('of a window without any reading there are no parts', async () => {
  const empty = {
    resolution: 'day',
    start: Date.parse('2025-01-01'),
    end: Date.parse('2025-01-02'),
  } as const;
  expect(await sensorParts(client, scope, empty, { first: 5 })).toEqual({
    parts: [],
    sensors: 0,
    energyMilliwattHours: 0,
  });
});
