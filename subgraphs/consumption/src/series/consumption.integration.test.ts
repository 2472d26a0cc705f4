import { LOCAL_OPERATOR } from '@citywatt/access-policy/principal';
import { openLivePublisher } from '@citywatt/live-feed/publish';
import { connectMeasurementStore, type MeasurementClient } from '@citywatt/measurement-store/connection';
import { migrateMeasurementStore } from '@citywatt/measurement-store/migrate';
import { insertDistrictRollups, SensorRollupBlock } from '@citywatt/measurement-store/rollups';
import { ACTIVE_IMPORT } from '@citywatt/measurement-store/rows';
import { HOUR_MS, QUARTER_HOUR_MS } from '@citywatt/measurement-store/windows';
import { putDistrict } from '@citywatt/sensor-directory/directory-store';
import type { OwnStores } from '@citywatt/test-harness/own-stores';
import { openTestStores } from '@citywatt/test-harness/stores';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type RunningConsumption, startConsumption } from '../../test/running-consumption.ts';
import { directoryOf, rollup } from '../../test/sample-rows.ts';

const KWH = 1_000_000;
const at = (text: string) => Date.parse(text);
const range = (from: string, to: string) => ({ range: { from, to } });
let stores: OwnStores;
let client: MeasurementClient;
let consumption: RunningConsumption;

const quarters = (from: string, to: string, district: string, milliwattHours: number) => {
  const rows = [];
  for (let start = at(from); start < at(to); start += QUARTER_HOUR_MS)
    rows.push(rollup('demo', district, 'quarter-hour', start, start + QUARTER_HOUR_MS, milliwattHours));
  return rows;
};

beforeAll(async () => {
  stores = await openTestStores();
  await migrateMeasurementStore(stores.clickhouse, { raw: 3_650, quarterHour: 20_000 });
  client = connectMeasurementStore(stores.clickhouse);
  const connection = await stores.connectNats();
  await openLivePublisher(connection);
  for (const district of ['1150', '1170', '1200'])
    await putDistrict(connection, directoryOf('demo', district));
  await putDistrict(connection, directoryOf('other', '1150'));
  await insertDistrictRollups(client, [
    // The clocks go forward on 2026-03-29 and back on 2026-10-25.
    ...quarters('2026-03-28T00:00:00Z', '2026-03-30T12:00:00Z', '1150', KWH),
    ...quarters('2026-03-28T00:00:00Z', '2026-03-30T12:00:00Z', '1170', 2 * KWH),
    ...quarters('2026-10-24T00:00:00Z', '2026-10-27T00:00:00Z', '1150', KWH),
  ]);
  consumption = await startConsumption(stores);
  await vi.waitFor(async () => expect(await consumption.readiness()).toEqual({ ready: true }), {
    timeout: 15_000,
  });
});
afterAll(async () => {
  await consumption?.stop();
  await client?.close();
  await stores?.close();
});

const CITY = ['City:demo/lisbon'];
const days =
  '... on City { consumption(range: $range, resolution: DAY) { timeZone from totalEnergyKwh points { start end energyKwh averagePowerKw } } }';

test('the day on which clocks go forward has 23 hours, the one on which they go back 25', async () => {
  const spring = await consumption.entities(
    ['District:demo/lisbon/1150'],
    '... on District { consumption(range: $range, resolution: DAY) { points { start end energyKwh averagePowerKw } } }',
    range('2026-03-28T00:00:00Z', '2026-03-30T00:00:00+01:00'),
  );
  expect(spring.errors).toBeUndefined();
  expect(spring.data._entities[0].consumption.points).toEqual([
    {
      start: '2026-03-28T00:00:00+00:00',
      end: '2026-03-29T00:00:00+00:00',
      energyKwh: 96,
      averagePowerKw: 4,
    },
    {
      start: '2026-03-29T00:00:00+00:00',
      end: '2026-03-30T00:00:00+01:00',
      energyKwh: 92,
      averagePowerKw: 4,
    },
  ]);
  const autumn = await consumption.entities(
    CITY,
    days,
    range('2026-10-25T00:00:00+01:00', '2026-10-26T00:00:00Z'),
  );
  expect(autumn.data._entities[0].consumption).toEqual({
    timeZone: 'Europe/Lisbon',
    from: '2026-10-25T00:00:00+01:00',
    totalEnergyKwh: 100,
    points: [
      {
        start: '2026-10-25T00:00:00+01:00',
        end: '2026-10-26T00:00:00+00:00',
        energyKwh: 100,
        averagePowerKw: 4,
      },
    ],
  });
});

test('a comparison has the same local times, so the day before one of 25 hours has 24', async () => {
  const { data } = await consumption.entities(
    CITY,
    `... on City { consumption(range: $range, resolution: DAY, compareWith: PREVIOUS_PERIOD) { totalEnergyKwh
      comparison { from to totalEnergyKwh comparison { from } } } }`,
    range('2026-10-25T00:00:00+01:00', '2026-10-26T00:00:00Z'),
  );
  expect(data._entities[0].consumption).toEqual({
    totalEnergyKwh: 100,
    comparison: {
      from: '2026-10-24T00:00:00+01:00',
      to: '2026-10-25T00:00:00+01:00',
      totalEnergyKwh: 92,
      comparison: null,
    },
  });
});

test('the city is the sum of its districts at every resolution, and quality is the least sure', async () => {
  const start = at('2026-05-01T10:00:00Z');
  await insertDistrictRollups(client, [
    rollup('demo', '1150', 'quarter-hour', start, start + QUARTER_HOUR_MS, 3 * KWH),
    rollup('demo', '1170', 'quarter-hour', start, start + QUARTER_HOUR_MS, KWH, {
      qualityCounts: [1, 3, 0, 0, 0],
      state: 'revised',
    }),
    rollup('demo', '1200', 'quarter-hour', start + QUARTER_HOUR_MS, start + 2 * QUARTER_HOUR_MS, 0, {
      readingCount: 0,
      qualityCounts: [0, 0, 0, 0, 0],
    }),
  ]);
  for (const resolution of ['QUARTER_HOUR', 'HOUR', 'DAY']) {
    const { data } = await consumption.entities(
      CITY,
      `... on City { consumption(range: $range, resolution: ${resolution}) { totalEnergyKwh measuredShare points { energyKwh quality } } }`,
      range('2026-05-01T00:00:00+01:00', '2026-05-02T00:00:00+01:00'),
    );
    expect(data._entities[0].consumption).toEqual({
      totalEnergyKwh: 4,
      measuredShare: 3.25 / 4,
      points: [{ energyKwh: 4, quality: 'ESTIMATED' }],
    });
  }
});

test('an open hour is what its quarter hours are now; a closed one is what the repair path wrote', async () => {
  const open = at('2026-05-03T11:00:00Z');
  const closed = open - HOUR_MS;
  await insertDistrictRollups(client, [
    rollup('demo', '1150', 'hour', closed, open, 7 * KWH, { state: 'revised' }),
    rollup('demo', '1150', 'quarter-hour', closed, closed + QUARTER_HOUR_MS, KWH),
    rollup('demo', '1150', 'hour', open, open + HOUR_MS, KWH, { state: 'provisional' }),
    rollup('demo', '1150', 'quarter-hour', open, open + QUARTER_HOUR_MS, 2 * KWH),
    rollup('demo', '1150', 'quarter-hour', open, open + QUARTER_HOUR_MS, 3 * KWH, { version: 2n }),
  ]);
  const { data } = await consumption.entities(
    CITY,
    '... on City { consumption(range: $range, resolution: HOUR) { points { start energyKwh state } } }',
    range('2026-05-03T10:00:00Z', '2026-05-03T12:00:00Z'),
  );
  expect(data._entities[0].consumption.points).toEqual([
    { start: '2026-05-03T11:00:00+01:00', energyKwh: 7, state: 'REVISED' },
    { start: '2026-05-03T12:00:00+01:00', energyKwh: 3, state: 'PROVISIONAL' },
  ]);
});

test('a range may begin and end within a second: a window counts when it starts in it', async () => {
  const answer = await consumption.entities(
    ['District:demo/lisbon/1150'],
    '... on District { consumption(range: $range, resolution: QUARTER_HOUR) { points { start } } }',
    range('2026-03-28T00:00:00.239Z', '2026-03-28T00:30:00.001Z'),
  );
  expect(answer.errors).toBeUndefined();
  expect(answer.data._entities[0].consumption.points).toEqual([
    { start: '2026-03-28T00:15:00+00:00' },
    { start: '2026-03-28T00:30:00+00:00' },
  ]);
});

test('the peak is the window of the highest mean power', async () => {
  const { data } = await consumption.entities(
    [...CITY, 'District:demo/lisbon/1200'],
    `... on City { peak(range: $range, resolution: QUARTER_HOUR) { start averagePowerKw } }
     ... on District { peak(range: $range, resolution: QUARTER_HOUR) { start averagePowerKw } }`,
    range('2026-03-28T00:00:00Z', '2026-03-28T06:00:00Z'),
  );
  expect(data._entities).toEqual([
    { __typename: 'City', peak: { start: '2026-03-28T00:00:00+00:00', averagePowerKw: 12 } },
    { __typename: 'District', peak: null },
  ]);
});

test('a sensor has its own quarter hours, no minutes, and the state of its district', async () => {
  const start = at('2026-03-28T08:00:00Z');
  const block = new SensorRollupBlock(4);
  for (const number of [0, 1])
    block.add({
      tenant: 'demo',
      city: 'lisbon',
      district: '1150',
      sensorNumber: number,
      register: ACTIVE_IMPORT,
      resolution: 'quarter-hour',
      windowStart: start,
      energyMilliwattHours: (number + 1) * KWH,
      readingCount: 1,
      quality: number,
      residential: true,
      deliveryPoints: 1,
      oldestIngestTime: start,
      version: 1n,
    });
  await block.insert(client);
  const sensors = [0, 1, 9].map((number) => `Sensor:demo/lisbon/1150/${number}`);
  const fragment = (resolution: string) =>
    `... on Sensor { consumption(range: $range, resolution: ${resolution}) { measuredShare points { energyKwh quality state } } }`;
  const asked = range('2026-03-28T08:00:00Z', '2026-03-28T09:00:00Z');
  const { data } = await consumption.entities(sensors, fragment('QUARTER_HOUR'), asked);
  expect(data._entities).toEqual([
    {
      __typename: 'Sensor',
      consumption: { measuredShare: 1, points: [{ energyKwh: 1, quality: 'MEASURED', state: 'FINAL' }] },
    },
    {
      __typename: 'Sensor',
      consumption: { measuredShare: 0, points: [{ energyKwh: 2, quality: 'ESTIMATED', state: 'FINAL' }] },
    },
    null,
  ]);
  const minutes = await consumption.entities(sensors.slice(0, 1), fragment('MINUTE'), asked);
  expect(minutes.errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
});

test('more than 2,000 points are refused with the resolution that would do', async () => {
  const { errors } = await consumption.entities(
    CITY,
    '... on City { consumption(range: $range, resolution: MINUTE) { resolution } }',
    range('2026-03-01T00:00:00Z', '2026-03-08T00:00:00Z'),
  );
  expect(errors?.[0]).toMatchObject({
    message: expect.stringContaining('QUARTER_HOUR'),
    extensions: { code: 'TOO_MANY_POINTS', points: 10_080, finestResolution: 'QUARTER_HOUR' },
  });
  const chosen = await consumption.entities(
    CITY,
    '... on City { consumption(range: $range) { resolution } }',
    range('2026-03-01T00:00:00Z', '2026-03-08T00:00:00Z'),
  );
  expect(chosen.data._entities[0].consumption.resolution).toBe('QUARTER_HOUR');
});

test('another tenant reaches nothing by an id, and sees nothing of it in its own city', async () => {
  const other = { ...LOCAL_OPERATOR, tenant: 'other' };
  const asked = range('2026-03-28T00:00:00Z', '2026-03-29T00:00:00Z');
  const foreign = await consumption.entities(
    [...CITY, 'District:demo/lisbon/1150', 'Sensor:demo/lisbon/1150/0', 'City:other/lisbon'],
    `... on City { consumption(range: $range) { totalEnergyKwh points { start } } }`,
    asked,
    other,
  );
  expect(foreign.data._entities).toEqual([
    null,
    null,
    null,
    { __typename: 'City', consumption: { totalEnergyKwh: 0, points: [] } },
  ]);
});

test('an answer says what it is made of, so that it may be kept, and one that changes by itself does not', async () => {
  const series = '... on District { consumption(range: $range, resolution: HOUR) { totalEnergyKwh } }';
  const kept = await consumption.entities(
    ['District:demo/lisbon/1150'],
    series,
    range('2026-03-28T00:00:00Z', '2026-03-28T12:00:00Z'),
  );
  expect(kept.extensions).toEqual({ cacheTags: ['rollups:demo/lisbon:2026-03-28'] });
  const live = await consumption.entities(['City:demo/lisbon'], '... on City { liveLoad { powerKw } }');
  expect(live.extensions).toBeUndefined();
  const both = await consumption.entities(
    ['District:demo/lisbon/1150'],
    series.replace('{ consumption', '{ liveLoad { powerKw } consumption'),
    range('2026-03-28T00:00:00Z', '2026-03-28T12:00:00Z'),
  );
  expect(both.extensions).toBeUndefined();
});
