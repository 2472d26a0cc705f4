import { LOCAL_OPERATOR, type Principal } from '@citywatt/access-policy/principal';
import { principalSigner } from '@citywatt/access-policy/principal-token';
import { ensureStreams } from '@citywatt/reading-stream/streams';
import { readDistricts } from '@citywatt/sensor-directory/directory-store';
import { putHistoryFill } from '@citywatt/sensor-directory/history-fill';
import { PROVISION_SUBJECT, requestProvision } from '@citywatt/sensor-directory/provision';
import { createLogger } from '@citywatt/service-runtime/logger';
import type { RunningSubgraph } from '@citywatt/subgraph-server/start-subgraph';
import type { OwnStores } from '@citywatt/test-harness/own-stores';
import { openTestStores } from '@citywatt/test-harness/stores';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleRequest, sampleSensor, sampleSensors } from '../test/sample-request.ts';
import { start } from './start.ts';

const logger = createLogger('test', 'silent');
const FAST = { timeout: 10_000 };
const LISBON = ['1150', '1170', '1200', '1250', '1300', '1350', '1400', '1495', '1500'];
let own: OwnStores;
let connection: NatsConnection;
let registry: RunningSubgraph;

const startRegistry = () =>
  start(
    {
      host: '127.0.0.1',
      port: 0,
      natsUrl: own.natsUrl,
      postgresUrl: own.postgresUrl,
      principalSecret: own.principalSecret,
      seed: 'lisbon',
    },
    logger,
  );

const makeReadings = () =>
  ensureStreams(connection, { readingsMaxBytes: 50_000_000, generation: async () => 1 });
const heldDistricts = async () => (await readDistricts(connection)).map((held) => held.district).sort();

async function ask(query: string, variables: object = {}, principal: Principal = LOCAL_OPERATOR) {
  const token = await principalSigner(own.principalSecret)(principal, 'registry');
  const answer = await fetch(`http://127.0.0.1:${registry.port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  return (await answer.json()) as {
    // biome-ignore lint/suspicious/noExplicitAny: each test looks at another shape.
    data?: any;
    errors?: { message: string; extensions?: { code?: string } }[];
  };
}

beforeAll(async () => {
  own = await openTestStores();
  connection = await own.connectNats();
  registry = await startRegistry();
});

afterAll(async () => {
  await registry?.stop();
  await own?.close();
});

test('before there is a stream the graph answers, and readiness says what is missing', async () => {
  await expect
    .poll(() => registry.readiness())
    .toEqual({ ready: false, reason: expect.stringContaining('there is no stream READINGS yet') });
  expect((await ask('{ cities { slug } }')).data).toEqual({ cities: [{ slug: 'lisbon' }] });
});

test('the seed is published as soon as there is a stream', async () => {
  await makeReadings();
  await expect.poll(() => registry.readiness(), FAST).toEqual({ ready: true });
  expect(await heldDistricts()).toEqual(LISBON);
});

test('Lisbon has its nine districts with outline, residents and centre', async () => {
  const { data } = await ask(`{ city(slug: "lisbon") { id name timeZone clock countryCode population areaKm2
    sensorCount historyFill { complete } districts { totalCount pageInfo { hasNextPage }
    nodes { slug name population areaKm2 boundary center { latitude longitude } } } } }`);
  const { districts, ...city } = data.city;
  expect(city).toMatchObject({ id: 'City:demo/lisbon', name: 'Lisbon', timeZone: 'Europe/Lisbon' });
  expect(city).toMatchObject({ clock: 'WALL', countryCode: 'PT', sensorCount: 0, historyFill: null });
  expect(districts).toMatchObject({ totalCount: 9, pageInfo: { hasNextPage: false } });
  expect(districts.nodes.map((district: { slug: string }) => district.slug)).toEqual(LISBON);
  let residents = 0;
  let area = 0;
  for (const district of districts.nodes) {
    residents += district.population;
    area += district.areaKm2;
    expect(district.population).toBeGreaterThan(0);
    expect(district.boundary.length).toBeGreaterThanOrEqual(30);
    expect(district.boundary.at(-1)).toEqual(district.boundary[0]);
    expect(Math.abs(district.center.latitude - 38.72)).toBeLessThan(0.06);
    expect(Math.abs(district.center.longitude + 9.16)).toBeLessThan(0.1);
  }
  expect(city.population).toBe(residents);
  expect(city.areaKm2).toBeCloseTo(area, 9);
});

test('provision is answered when the bucket holds the sensors, once more for the same, and a refusal says why', async () => {
  const request = sampleRequest(sampleSensors(120));
  const answer = await requestProvision(connection, request, 10_000);
  expect(answer).toEqual({ status: 'provisioned', revisions: { 'demo/porto/4000': 1 } });
  const held = (await readDistricts(connection)).find((directory) => directory.city === 'porto');
  expect(held?.sensors.length).toBe(120);
  expect(await requestProvision(connection, request, 10_000)).toEqual(answer);

  const refused = async (change: object) =>
    await requestProvision(connection, { ...request, ...change } as typeof request, 10_000);
  expect(await refused({ city: { ...request.city, timeZone: 'Moon/Base' } })).toEqual({
    status: 'refused',
    reason: expect.stringContaining('"Moon/Base" is not an IANA time zone'),
  });
  expect(await refused({ tenant: 'No Slug' })).toMatchObject({ status: 'refused' });
  const twice = sampleRequest([sampleSensor('twin'), sampleSensor('twin')]);
  expect(await refused(twice)).toEqual({
    status: 'refused',
    reason: expect.stringContaining('"twin" is named twice'),
  });
  const nonsense = await connection.request(PROVISION_SUBJECT, 'nonsense', { timeout: 10_000 });
  expect(nonsense.json()).toEqual({ status: 'refused', reason: 'the request is not JSON' });
});

test('20,000 sensors of a district are one request', async () => {
  const request = sampleRequest(sampleSensors(20_000, 'many'), { city: 'large' });
  expect(await requestProvision(connection, request, 20_000)).toMatchObject({ status: 'provisioned' });
  const held = (await readDistricts(connection)).find((directory) => directory.city === 'large');
  expect(held?.sensors.length).toBe(20_000);
  const { data } = await ask('{ city(slug: "large") { sensorCount } }');
  expect(data.city.sensorCount).toBe(20_000);
});

test('many callers at once, as doors are, all get an answer', async () => {
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, caller) =>
      requestProvision(
        connection,
        sampleRequest([sampleSensor(`shared-${caller % 10}`)], { city: 'busy' }),
        20_000,
      ),
    ),
  );
  expect(answers.every((answer) => answer.status === 'provisioned')).toBe(true);
  const held = (await readDistricts(connection)).find((directory) => directory.city === 'busy');
  expect(held?.sensors.map((sensor) => sensor.number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('sensors are paged by cursors and found by name and class', async () => {
  const shop = sampleSensor('shop-1', {
    customerClass: 'commercial',
    deliveryPoints: 12,
    location: { latitude: 41.15, longitude: -8.61 },
  });
  await requestProvision(
    connection,
    sampleRequest([...sampleSensors(7, 'page'), shop], { city: 'paged' }),
    10_000,
  );
  const page = `query ($after: String, $filter: SensorFilter) { district(id: "District:demo/paged/4000") {
    sensorCount deliveryPoints sensors(first: 3, after: $after, filter: $filter) { totalCount
    nodes { id number customerClass location { latitude longitude } registers { code kind intervalSeconds } }
    edges { cursor } pageInfo { hasNextPage endCursor } } } }`;
  const numbers: number[] = [];
  let after: string | null = null;
  do {
    const { data }: Awaited<ReturnType<typeof ask>> = await ask(page, { after });
    expect(data.district).toMatchObject({ sensorCount: 8, deliveryPoints: 19, sensors: { totalCount: 8 } });
    numbers.push(...data.district.sensors.nodes.map((sensor: { number: number }) => sensor.number));
    after = data.district.sensors.pageInfo.hasNextPage ? data.district.sensors.pageInfo.endCursor : null;
  } while (after);
  expect(numbers).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);

  for (const filter of [{ nameContains: 'shop' }, { customerClass: 'COMMERCIAL' }]) {
    const { data } = await ask(page, { filter });
    expect(data.district.sensors).toMatchObject({
      totalCount: 1,
      nodes: [
        {
          id: 'Sensor:demo/paged/4000/7',
          customerClass: 'COMMERCIAL',
          location: { latitude: 41.15, longitude: -8.61 },
          registers: [{ code: '1-0:1.8.0', kind: 'CUMULATIVE', intervalSeconds: 900 }],
        },
      ],
    });
  }
  const wildcard = await ask(page, { filter: { nameContains: '%' } });
  expect(wildcard.data.district.sensors.totalCount).toBe(0);
  const wrong = await ask(page, { after: 'nonsense' });
  expect(wrong.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
});

test('city wants exactly one of id and slug', async () => {
  for (const [args, given] of [
    ['(id: "City:demo/lisbon", slug: "lisbon")', 'both'],
    ['', 'neither'],
  ]) {
    const { errors } = await ask(`{ city${args} { slug } }`);
    expect(errors?.[0]?.message).toBe(`city takes exactly one of id and slug; ${given} is given`);
    expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  }
  expect((await ask('{ city(id: "City:demo/lisbon") { slug } }')).data.city.slug).toBe('lisbon');
  expect((await ask('{ city(slug: "atlantis") { slug } }')).data.city).toBeNull();
});

test('another tenant sees nothing, by list, slug, id or reference', async () => {
  const other = { ...LOCAL_OPERATOR, tenant: 'other' };
  const { data, errors } = await ask(
    `query ($representations: [_Any!]!) { cities { slug } city(slug: "lisbon") { slug }
      byId: city(id: "City:demo/lisbon") { slug } district(id: "District:demo/lisbon/1150") { slug }
      sensor(id: "Sensor:demo/porto/4000/0") { name }
      _entities(representations: $representations) { __typename } }`,
    {
      representations: [
        { __typename: 'City', id: 'City:demo/lisbon' },
        { __typename: 'District', id: 'District:demo/lisbon/1150' },
        { __typename: 'Sensor', id: 'Sensor:demo/porto/4000/0' },
      ],
    },
    other,
  );
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    cities: [],
    city: null,
    byId: null,
    district: null,
    sensor: null,
    _entities: [null, null, null],
  });
});

test('the history fill is what whoever fills it wrote last', async () => {
  const fill = { tenant: 'demo', city: 'lisbon', from: 1_000_000, to: 5_000_000, filledFrom: 2_000_000 };
  await putHistoryFill(connection, fill);
  const query = '{ city(slug: "lisbon") { historyFill { from to filledFrom complete progress } } }';
  await expect
    .poll(async () => (await ask(query)).data.city.historyFill, FAST)
    .toEqual({
      from: '1970-01-01T00:16:40.000Z',
      to: '1970-01-01T01:23:20.000Z',
      filledFrom: '1970-01-01T00:33:20.000Z',
      complete: false,
      progress: 0.75,
    });
  await putHistoryFill(connection, { ...fill, filledFrom: fill.from });
  await expect
    .poll(async () => (await ask(query)).data.city.historyFill, FAST)
    .toMatchObject({ complete: true, progress: 1 });
});

test('after NATS has lost all it had, a new start publishes everything anew and changes no revision', async () => {
  const byKey = async () =>
    (await readDistricts(connection)).toSorted((a, b) =>
      `${a.city}/${a.district}`.localeCompare(`${b.city}/${b.district}`),
    );
  const before = await byKey();
  expect(before.length).toBe(13);
  await registry.stop();
  const { streams } = await jetstreamManager(connection);
  for await (const stream of streams.list()) await streams.delete(stream.config.name);
  registry = await startRegistry();
  await makeReadings();
  await expect.poll(() => registry.readiness(), FAST).toEqual({ ready: true });
  expect(await byKey()).toEqual(before);
});

test('when the store breaks all connections the next request is served on new ones', async () => {
  const client = new Client({ connectionString: own.postgresUrl });
  await client.connect();
  const ended = await client.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'citywatt registry'`,
  );
  await client.end();
  expect(ended.rowCount).toBeGreaterThan(0);
  const request = sampleRequest([sampleSensor('after-the-break')], { city: 'broken' });
  expect(await requestProvision(connection, request, 10_000)).toMatchObject({ status: 'provisioned' });
  await expect.poll(() => registry.readiness(), FAST).toEqual({ ready: true });
});

test('a stop ends everything, and a second one is harmless', async () => {
  const stopped = await startRegistry();
  await stopped.stop();
  await stopped.stop();
  await expect(fetch(`http://127.0.0.1:${stopped.port}/graphql`)).rejects.toThrow();
});
