import { LOCAL_OPERATOR } from '@citywatt/access-policy/principal';
import { openLivePublisher } from '@citywatt/live-feed/publish';
import { connectMeasurementStore, type MeasurementClient } from '@citywatt/measurement-store/connection';
import { migrateMeasurementStore } from '@citywatt/measurement-store/migrate';
import { insertDistrictRollups, SensorRollupBlock } from '@citywatt/measurement-store/rollups';
import { ACTIVE_IMPORT } from '@citywatt/measurement-store/rows';
import { QUARTER_HOUR_MS } from '@citywatt/measurement-store/windows';
import { putDistrict } from '@citywatt/sensor-directory/directory-store';
import type { OwnStores } from '@citywatt/test-harness/own-stores';
import { openTestStores } from '@citywatt/test-harness/stores';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { insertRaw } from '../../test/raw-rows.ts';
import { type RunningConsumption, startConsumption } from '../../test/running-consumption.ts';
import { directoryOf, rollup } from '../../test/sample-rows.ts';

const KWH = 1_000_000;
const DAY_MS = 86_400_000;
const SENSOR = 'Sensor:demo/lisbon/1150/0';
const OTHER = 'Sensor:demo/lisbon/1150/1';
const DISTRICT = 'District:demo/lisbon/1150';
/** Yesterday at 10:00 in Lisbon's winter or 11:00 in its summer: raw readings of now are kept. */
const at = (text: string) =>
  Math.floor(Date.now() / DAY_MS) * DAY_MS - DAY_MS + Date.parse(`1970-01-01T${text}Z`);
const iso = (time: number) => new Date(time).toISOString();

let stores: OwnStores;
let client: MeasurementClient;
let consumption: RunningConsumption;

const sensorRow = (
  sensorNumber: number,
  windowStart: number,
  energy: number,
  ingest: number,
  quality = 0,
) => ({
  tenant: 'demo',
  city: 'lisbon',
  district: '1150',
  sensorNumber,
  register: ACTIVE_IMPORT,
  resolution: 'quarter-hour' as const,
  windowStart,
  energyMilliwattHours: energy,
  readingCount: 3,
  quality,
  residential: true,
  deliveryPoints: 1,
  oldestIngestTime: ingest,
  version: 1n,
});

beforeAll(async () => {
  stores = await openTestStores();
  await migrateMeasurementStore(stores.clickhouse, { raw: 3_650, quarterHour: 20_000 });
  client = connectMeasurementStore(stores.clickhouse);
  const connection = await stores.connectNats();
  await openLivePublisher(connection);
  const registers = (code: string, kind: 'cumulative' | 'interval', intervalMs: number) => [
    { code, kind, intervalMs },
  ];
  const directory = directoryOf('demo', '1150');
  await putDistrict(connection, {
    ...directory,
    registerSets: [
      registers('1-0:1.8.0', 'cumulative', 300_000),
      registers('1-0:1.29.0', 'interval', 900_000),
    ],
    sensors: directory.sensors.map((sensor, index) => ({ ...sensor, registerSet: index })),
  });
  // The board's example: five readings of a register, one of them 55 minutes late and taken for another before.
  const soon = (time: number) => time + 1_000;
  const register = (time: string, kwh: number, ingestTime = soon(at(time))) => ({
    sensor: 0,
    time: at(time),
    value: kwh * KWH,
    ingestTime,
  });
  await insertRaw(
    client,
    [
      register('09:57:12', 41_206),
      register('10:02:12', 42_184),
      register('10:07:12', 43_100),
      register('10:07:12', 43_100, at('10:08:00')),
      register('10:12:12', 44_164),
      { ...register('10:13:00', 44_164_000), verdict: 'unit-mistake' as const },
      register('10:17:12', 45_148),
      register('10:07:12', 43_173, at('11:02:40')),
    ],
    100,
  );
  await insertRaw(
    client,
    [
      {
        sensor: 1,
        time: at('10:15:00'),
        value: 250_000,
        ingestTime: at('10:16:00'),
        register: '1-0:1.29.0',
        kind: 'interval',
        intervalMs: QUARTER_HOUR_MS,
        quality: 'estimated',
      },
    ],
    200,
  );
  const start = at('10:00:00');
  const block = new SensorRollupBlock(8);
  block.add(sensorRow(0, start, 2_961_360_000, at('09:57:13'), 2));
  block.add(sensorRow(1, start, 250_000, at('10:16:00'), 1));
  // Of last year: its raw readings are gone.
  block.add(sensorRow(0, start - 365 * DAY_MS, KWH, start - 365 * DAY_MS));
  await block.insert(client);
  await insertDistrictRollups(client, [
    rollup('demo', '1150', 'quarter-hour', start, start + QUARTER_HOUR_MS, 2_961_610_000, {
      qualityCounts: [2, 1, 2, 0, 0],
      readingCount: 5,
      state: 'revised',
      oldestIngestTime: at('09:57:13'),
    }),
    rollup(
      'demo',
      '1150',
      'quarter-hour',
      start - 365 * DAY_MS,
      start - 365 * DAY_MS + QUARTER_HOUR_MS,
      KWH,
      {
        oldestIngestTime: start - 365 * DAY_MS,
      },
    ),
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

async function lineage(id: string, fragment: string, start = at('10:00:00'), asOf?: number, more = '') {
  const type = id.slice(0, id.indexOf(':'));
  const moment = asOf === undefined ? '' : `, asOf: "${iso(asOf)}"`;
  const answer = await consumption.entities(
    [id],
    `... on ${type} { windowLineage(start: "${iso(start)}"${moment}${more}) ${fragment} }`,
  );
  return { ...answer, lineage: answer.data?._entities[0]?.windowLineage };
}

test("the board's window: its differences, their shares, and the readings between which they lie", async () => {
  const { errors, lineage: made } = await lineage(
    SENSOR,
    `{ sensor { id } resolution asOf energyKwh quality spans { totalCount nodes { energyKwh shareKwh secondsInWindow quality unexplainedFall
       readings { register kind start end energyKwh powerKw } } } }`,
  );
  expect(errors).toBeUndefined();
  expect(made).toMatchObject({
    sensor: { id: SENSOR },
    resolution: 'QUARTER_HOUR',
    asOf: null,
    quality: 'REVISED',
    spans: { totalCount: 4 },
  });
  const { nodes } = made.spans;
  expect(nodes.map((span: { energyKwh: number }) => span.energyKwh)).toEqual([978, 989, 991, 984]);
  expect(nodes.map((span: { secondsInWindow: number }) => span.secondsInWindow)).toEqual([
    132, 300, 300, 168,
  ]);
  expect(nodes.map((span: { shareKwh: number }) => span.shareKwh)).toEqual([430.32, 989, 991, 551.04]);
  expect(made.energyKwh).toBeCloseTo(430.32 + 989 + 991 + 551.04, 6);
  expect(nodes[1].readings).toMatchObject([
    { register: '1-0:1.8.0', kind: 'CUMULATIVE', energyKwh: 42_184, powerKw: null },
    { energyKwh: 43_173 },
  ]);
  expect(Date.parse(nodes[1].readings[1].start)).toBe(at('10:07:12'));
});

test('each arrival says what became of it and what took its place; a stopped one is listed with its rule', async () => {
  const { lineage: made } = await lineage(
    SENSOR,
    `{ spans(first: 1, after: "${Buffer.from('after:0').toString('base64url')}") { nodes { readings {
        arrivals { id sequence position standing rule replacedBy energyKwh delaySeconds } } } pageInfo { hasNextPage } }
       stopped { energyKwh arrivals { energyKwh standing rule } } }`,
  );
  const [, reading] = made.spans.nodes[0].readings;
  expect(made.spans.pageInfo).toEqual({ hasNextPage: true });
  expect(reading.arrivals).toEqual([
    {
      id: '1-102-0',
      sequence: '102',
      position: 0,
      standing: 'REVISED',
      rule: null,
      replacedBy: '1-107-0',
      energyKwh: 43_100,
      delaySeconds: 1,
    },
    expect.objectContaining({ id: '1-103-0', standing: 'DUPLICATE', delaySeconds: 48 }),
    expect.objectContaining({ id: '1-107-0', standing: 'COUNTS', replacedBy: null, delaySeconds: 3_328 }),
  ]);
  expect(made.stopped).toEqual([
    {
      energyKwh: null,
      arrivals: [{ energyKwh: 44_164_000, standing: 'STOPPED', rule: 'unit-mistake' }],
    },
  ]);
});

test('as of a moment before the revision the window is what it was then', async () => {
  const fragment = '{ energyKwh quality spans { nodes { energyKwh } } }';
  const before = await lineage(SENSOR, fragment, undefined, at('11:00:00'));
  expect(before.lineage.spans.nodes).toEqual([978, 916, 1_064, 984].map((energyKwh) => ({ energyKwh })));
  expect(before.lineage.quality).toBe('MEASURED');
  // Two readings are not in yet, and the late one neither.
  const early = await lineage(SENSOR, fragment, undefined, at('10:05:00'));
  expect(early.lineage.spans.nodes).toEqual([{ energyKwh: 978 }]);
  expect((await lineage(SENSOR, fragment, undefined, at('09:00:00'))).lineage).toBeNull();
  const { errors } = await lineage(SENSOR, fragment, undefined, Date.now() + DAY_MS);
  expect(errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
});

test('a district is the sum of its sensors, page by page, now and then', async () => {
  const fragment = `{ energyKwh quality readingCounts { measured estimated revised } parts(first: 1) { totalCount
    pageInfo { hasNextPage endCursor } nodes { sensor { id } energyKwh quality } } }`;
  const { lineage: made } = await lineage(DISTRICT, fragment);
  expect(made).toMatchObject({
    energyKwh: 2_961.61,
    quality: 'REVISED',
    readingCounts: { measured: 2, estimated: 1, revised: 2 },
    parts: { totalCount: 2, pageInfo: { hasNextPage: true }, nodes: [{ sensor: { id: SENSOR } }] },
  });
  const after = made.parts.pageInfo.endCursor;
  const rest = await lineage(
    DISTRICT,
    `{ parts(after: "${after}") { nodes { sensor { id } energyKwh quality } } }`,
  );
  expect(rest.lineage.parts.nodes).toEqual([
    { sensor: { id: OTHER }, energyKwh: 0.25, quality: 'ESTIMATED' },
  ]);
  const then = await lineage(
    DISTRICT,
    '{ energyKwh parts { nodes { energyKwh } } }',
    undefined,
    at('11:00:00'),
  );
  const parts = then.lineage.parts.nodes.map((part: { energyKwh: number }) => part.energyKwh);
  expect(parts[0] + parts[1]).toBeCloseTo(then.lineage.energyKwh, 6);
});

test('a series as of now is what is stored; as of then what was known, and its state', async () => {
  const range = `range: { from: "${iso(at('10:00:00'))}", to: "${iso(at('10:30:00'))}" }, resolution: QUARTER_HOUR`;
  const points = '{ points { start energyKwh state quality readingCounts { measured estimated revised } } }';
  const ask = async (id: string, asOf: string) => {
    const type = id.slice(0, id.indexOf(':'));
    const { errors, data } = await consumption.entities(
      [id],
      `... on ${type} { consumption(${range}${asOf}) ${points} }`,
    );
    expect(errors).toBeUndefined();
    return data._entities[0].consumption.points;
  };
  const [stored] = await ask(DISTRICT, '');
  const [now, next] = await ask(DISTRICT, `, asOf: "${iso(Date.now())}"`);
  expect(now).toMatchObject({ energyKwh: stored.energyKwh, quality: 'REVISED' });
  expect(now.readingCounts).toEqual(stored.readingCounts);
  // 132 s of the last difference fall into the next window.
  expect(next.energyKwh).toBeCloseTo(984 - 551.04, 6);
  expect(await ask(DISTRICT, `, asOf: "${iso(at('10:05:00'))}"`)).toMatchObject([
    { energyKwh: 430.32, state: 'PROVISIONAL', quality: 'MEASURED' },
  ]);
  expect(await ask(SENSOR, `, asOf: "${iso(at('11:00:00'))}"`)).toMatchObject([
    { energyKwh: expect.closeTo(2_961.36, 6), readingCounts: { measured: 3, estimated: 0, revised: 0 } },
    {},
  ]);
});

test('a point of a series, and a peak, can be asked where it comes from', async () => {
  const range = `range: { from: "${iso(at('10:00:00'))}", to: "${iso(at('10:15:00'))}" }, resolution: QUARTER_HOUR`;
  const { errors, data } = await consumption.entities(
    [DISTRICT, SENSOR],
    `... on District { peak(${range}) { lineage { ... on DistrictWindowLineage { energyKwh parts { nodes { energyKwh } } } } } }
     ... on Sensor { consumption(${range}) { points { energyKwh lineage { ... on SensorWindowLineage { spans { totalCount } } } } } }`,
  );
  expect(errors).toBeUndefined();
  expect(data._entities[0].peak.lineage.energyKwh).toBe(2_961.61);
  expect(data._entities[0].peak.lineage.parts.nodes).toHaveLength(2);
  expect(data._entities[1].consumption.points[0].lineage).toEqual({ spans: { totalCount: 4 } });
});

test('a window whose raw readings have begun to expire is refused by name', async () => {
  const lastYear = at('10:00:00') - 365 * DAY_MS;
  for (const id of [SENSOR, DISTRICT]) {
    const fragment = id === SENSOR ? '{ energyKwh }' : '{ parts { totalCount } }';
    const { errors, lineage: made } = await lineage(id, fragment, lastYear);
    expect(made).toBeNull();
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'RAW_READINGS_EXPIRED' });
    expect(errors?.[0]?.message).toContain('kept 89 days');
  }
  const { errors } = await consumption.entities(
    [DISTRICT],
    `... on District { consumption(range: { from: "${iso(lastYear)}", to: "${iso(lastYear + DAY_MS)}" }, asOf: "${iso(lastYear + DAY_MS)}") { totalEnergyKwh } }`,
  );
  expect(errors?.[0]?.extensions['code']).toBe('RAW_READINGS_EXPIRED');
});

test('a start that begins no window names the window that holds it; what is unknown is null', async () => {
  const { errors } = await lineage(SENSOR, '{ energyKwh }', at('10:05:00'));
  expect(errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
  expect(errors?.[0]?.message).toContain(':00:00');
  expect((await lineage(OTHER, '{ energyKwh }', at('12:00:00'))).lineage).toBeNull();
  expect(
    (await lineage(SENSOR, '{ energyKwh }', undefined, undefined, ', resolution: MINUTE')).lineage.energyKwh,
  ).toBe(195.6);
});

test('lineage names sensors: without sensors:read there is none, of a district neither', async () => {
  const principal = { ...LOCAL_OPERATOR, scopes: ['city:read' as const] };
  const answer = await consumption.entities(
    [DISTRICT],
    `... on District { windowLineage(start: "${iso(at('10:00:00'))}") { energyKwh } }`,
    {},
    principal,
  );
  expect(answer.errors?.[0]?.extensions).toMatchObject({
    code: 'FORBIDDEN',
    missingScopes: ['sensors:read'],
  });
});

test("a city's window is the sum of its districts', now and as it was known", async () => {
  const city = DISTRICT.replace('District:', 'City:').replace(/\/[^/]*$/, '');
  const fragment = '{ city { id } asOf energyKwh quality parts { district { id } energyKwh } }';
  const { errors, lineage: made } = await lineage(city, fragment);
  expect(errors).toBeUndefined();
  expect(made.city.id).toBe(city);
  const energies = made.parts.map((part: { energyKwh: number }) => part.energyKwh);
  expect(made.parts.map((part: { district: { id: string } }) => part.district.id)).toContain(DISTRICT);
  expect(made.energyKwh).toBeCloseTo(
    energies.reduce((sum: number, energy: number) => sum + energy, 0),
    6,
  );
  const { lineage: ofDistrict } = await lineage(DISTRICT, '{ energyKwh }');
  expect(energies).toContain(ofDistrict.energyKwh);

  const before = at('10:05:00');
  const range = `range: { from: "${iso(at('10:00:00'))}", to: "${iso(at('10:15:00'))}" }, resolution: QUARTER_HOUR`;
  const { data } = await consumption.entities(
    [city],
    `... on City { consumption(${range}, asOf: "${iso(before)}") { points { energyKwh lineage { ... on CityWindowLineage { energyKwh } } } } }`,
  );
  const { lineage: then } = await lineage(city, '{ energyKwh }', undefined, before);
  const [point] = data._entities[0].consumption.points;
  expect([point.energyKwh, point.lineage.energyKwh]).toEqual([then.energyKwh, then.energyKwh]);
  expect(then.energyKwh).not.toBe(made.energyKwh);
});
