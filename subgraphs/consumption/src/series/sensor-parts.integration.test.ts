import { openLivePublisher } from '@citywatt/live-feed/publish';
import { connectMeasurementStore, type MeasurementClient } from '@citywatt/measurement-store/connection';
import { writeLongWindows } from '@citywatt/measurement-store/long-windows';
import { migrateMeasurementStore } from '@citywatt/measurement-store/migrate';
import { SensorRollupBlock } from '@citywatt/measurement-store/rollups';
import { ACTIVE_IMPORT } from '@citywatt/measurement-store/rows';
import { QUARTER_HOUR_MS } from '@citywatt/measurement-store/windows';
import { putDistrict } from '@citywatt/sensor-directory/directory-store';
import type { OwnStores } from '@citywatt/test-harness/own-stores';
import { openTestStores } from '@citywatt/test-harness/stores';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type RunningConsumption, startConsumption } from '../../test/running-consumption.ts';
import { directoryOf } from '../../test/sample-rows.ts';

const KWH = 1_000_000;
/** The clocks go forward on this day: it has 23 hours. */
const DAY = { start: Date.parse('2026-03-29T00:00:00Z'), end: Date.parse('2026-03-29T23:00:00Z') };
const DISTRICT = ['District:demo/lisbon/1150'];

let stores: OwnStores;
let client: MeasurementClient;
let consumption: RunningConsumption;

beforeAll(async () => {
  stores = await openTestStores();
  await migrateMeasurementStore(stores.clickhouse, { raw: 3_650, quarterHour: 20_000 });
  client = connectMeasurementStore(stores.clickhouse);
  const connection = await stores.connectNats();
  await openLivePublisher(connection);
  await putDistrict(connection, directoryOf('demo', '1150'));
  await writeRollups();
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

/** Sensor 0 takes 1 kWh a quarter hour, sensor 1 twice as much; its first one is estimated. */
async function writeRollups() {
  const block = new SensorRollupBlock(200);
  for (let windowStart = DAY.start; windowStart < DAY.end; windowStart += QUARTER_HOUR_MS) {
    for (const sensorNumber of [0, 1]) {
      block.add({
        tenant: 'demo',
        city: 'lisbon',
        district: '1150',
        sensorNumber,
        register: ACTIVE_IMPORT,
        resolution: 'quarter-hour',
        windowStart,
        energyMilliwattHours: (sensorNumber + 1) * KWH,
        readingCount: 1,
        quality: sensorNumber === 1 && windowStart === DAY.start ? 1 : 0,
        residential: true,
        deliveryPoints: 1,
        oldestIngestTime: windowStart,
        version: 1n,
      });
    }
  }
  await block.insert(client);
  await writeLongWindows(client, {
    tenant: 'demo',
    city: 'lisbon',
    resolution: 'day',
    windows: [DAY],
    districts: [{ district: '1150', version: 2n, onlyDiffering: true, windows: [0] }],
  });
}

const parts = async (asked: string) =>
  await consumption.entities(DISTRICT, `... on District { sensorParts(${asked}) ${FIELDS} }`, {});
const FIELDS = `{ totalCount pageInfo { hasNextPage endCursor } nodes { sensor { id } energyKwh share quality
  measuredShare readingCounts { measured estimated } consumption { resolution points { energyKwh } } } }`;

test('from a day of 23 hours to its largest sensors, page by page, and to the hours of each', async () => {
  const day = 'start: "2026-03-29T00:00:00Z", resolution: DAY, first: 1';
  const { data, errors } = await parts(day);
  expect(errors).toBeUndefined();
  const { sensorParts } = data._entities[0];
  expect(sensorParts).toMatchObject({
    totalCount: 2,
    pageInfo: { hasNextPage: true },
    nodes: [
      {
        sensor: { id: 'Sensor:demo/lisbon/1150/1' },
        energyKwh: 184,
        share: 2 / 3,
        quality: 'ESTIMATED',
        measuredShare: 182 / 184,
        readingCounts: { measured: 91, estimated: 1 },
        consumption: { resolution: 'HOUR' },
      },
    ],
  });
  const hours = sensorParts.nodes[0].consumption.points.map(
    (point: { energyKwh: number }) => point.energyKwh,
  );
  expect(hours).toEqual(new Array(23).fill(8));

  const next = await parts(`${day}, after: "${sensorParts.pageInfo.endCursor}"`);
  expect(next.data._entities[0].sensorParts).toMatchObject({
    pageInfo: { hasNextPage: false },
    nodes: [{ sensor: { id: 'Sensor:demo/lisbon/1150/0' }, energyKwh: 92, share: 1 / 3 }],
  });
});

test('an hour that is not written yet has the parts of its quarter hours', async () => {
  const { data } = await parts('start: "2026-03-29T05:00:00+01:00"');
  expect(data._entities[0].sensorParts.nodes).toMatchObject([
    {
      energyKwh: 8,
      consumption: { resolution: 'QUARTER_HOUR', points: new Array(4).fill({ energyKwh: 2 }) },
    },
    { energyKwh: 4 },
  ]);
});

test.for([
  ['start: "2026-03-29T00:10:00Z"', 'the one that holds it starts at 2026-03-29T00:00:00+00:00'],
  [
    'start: "2026-03-29T00:00:00Z", resolution: MINUTE',
    'the finest resolution that is kept here is QUARTER_HOUR',
  ],
  ['start: "2026-03-29T00:00:00Z", after: "YWZ0ZXI6eA"', 'after is not a cursor of this connection'],
] as const)('(%s) is refused: %s', async ([asked, message]) => {
  const { errors } = await parts(asked);
  expect(errors?.[0]).toMatchObject({
    message: expect.stringContaining(message),
    extensions: { code: 'BAD_USER_INPUT' },
  });
});
