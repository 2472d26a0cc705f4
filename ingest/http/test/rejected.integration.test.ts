import { partitionOf } from '@citywatt/reading-stream/partition';
import { putDistrict } from '@citywatt/sensor-directory/directory-store';
import type { OwnStores } from '@citywatt/test-harness/own-stores';
import { openTestStores } from '@citywatt/test-harness/stores';
import type { NatsConnection } from '@nats-io/nats-core';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { baixa } from './baixa.ts';
import { minutesAgo, pointReading, startTestDoor, type TestDoor } from './door.ts';
import { answerProvision } from './provision-responder.ts';
import { storedReadings } from './stored-readings.ts';

const PARTITION = partitionOf(baixa());

let stores: OwnStores;
let connection: NatsConnection;
let door: TestDoor;
beforeAll(async () => {
  stores = await openTestStores();
  connection = await stores.connectNats();
  door = await startTestDoor({ natsUrl: stores.natsUrl, connection });
});
afterAll(async () => {
  await door?.stop();
  await stores?.close();
});

interface Page {
  readonly items: readonly { id: string; code: string; item?: Record<string, unknown>; text?: string }[];
  readonly next?: string;
}

const authorization = (key: string) => ({ authorization: `Bearer ${key}` });

async function list(query = '', key = door.key): Promise<Page> {
  const answer = await fetch(`${door.url}/rejected${query}`, { headers: authorization(key) });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Page;
}

async function replay(body?: unknown) {
  const answer = await fetch(`${door.url}/rejected/replay`, {
    method: 'POST',
    headers: {
      ...authorization(door.key),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const register = (sensor: string, minutes: number) => ({
  sensor,
  eventTime: minutesAgo(minutes),
  registerKwh: minutes,
});

test('a rejected item is kept as it came, listed by pages, and gone once a replay has taken it', async () => {
  const items = Array.from({ length: 7 }, (_, i) => register(i % 2 ? 'nobody' : 'late-comer', 10 + i));
  const answer = await door.post([...items, 'text']);
  expect(answer.status).toBe(422);
  const report = (await answer.json()) as { items: { id: string }[] };

  const first = await list('?limit=5');
  expect(first.items.map(({ item }) => item)).toEqual(items.slice(0, 5));
  const second = await list(`?limit=5&after=${first.next}`);
  expect(second.items).toHaveLength(3);
  expect(second.next).toBeUndefined();
  expect(second.items[2]).toMatchObject({ code: 'malformed', text: '"text"' });
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(report.items.map(({ id }) => id));
  expect((await list('?code=malformed')).items).toHaveLength(1);

  expect((await replay()).body).toMatchObject({ replayed: 7, accepted: 0, rejected: 7 });
  expect((await list()).items).toHaveLength(8);

  const district = baixa();
  const sensor = { ...district.sensors[1]!, name: 'late-comer', number: 4 };
  await putDistrict(connection, { ...district, revision: 2, sensors: [...district.sensors, sensor] });
  await expect
    .poll(async () => (await replay({ code: 'unknown-sensor' })).body['accepted'], { timeout: 10_000 })
    .toBe(4);
  const { readings } = await storedReadings(connection, PARTITION);
  expect(readings.map(({ sensorNumber, value }) => [sensorNumber, value])).toEqual(
    [10, 12, 14, 16].map((kwh) => [4, kwh * 1_000_000]),
  );
  const left = await list();
  expect(left.items.map(({ item, text }) => item?.['sensor'] ?? text)).toEqual([
    'nobody',
    'nobody',
    'nobody',
    '"text"',
  ]);
});

test('only the named items are replayed', async () => {
  const district = baixa({ revision: 3 });
  expect((await door.post([register('named', 1), register('named', 2)])).status).toBe(422);
  const ids = (await list('?code=unknown-sensor')).items
    .filter(({ item }) => item?.['sensor'] === 'named')
    .map(({ id }) => id);
  const sensor = { ...district.sensors[1]!, name: 'named', number: 5 };
  await putDistrict(connection, { ...district, sensors: [...district.sensors, sensor] });
  await expect
    .poll(async () => (await replay({ ids: [ids[1]] })).body['accepted'], { timeout: 10_000 })
    .toBe(1);
  const left = (await list()).items.filter(({ item }) => item?.['sensor'] === 'named');
  expect(left.map(({ item }) => item?.['registerKwh'])).toEqual([1]);
});

test('another tenant sees none of it, and what is asked wrongly is named', async () => {
  const other = await door.mint(['ingest'], 'other');
  await expect
    .poll(async () => (await fetch(`${door.url}/rejected`, { headers: authorization(other) })).status)
    .toBe(200);
  expect((await list('', other)).items).toEqual([]);
  expect((await fetch(`${door.url}/rejected`)).status).toBe(401);
  for (const query of ['?limit=0', '?limit=x', '?after=1', '?code=bad', '?page=2']) {
    const answer = await fetch(`${door.url}/rejected${query}`, { headers: authorization(door.key) });
    expect([query, answer.status]).toEqual([query, 400]);
    expect(await answer.json()).toMatchObject({ code: 'bad-query' });
  }
  expect((await replay({ ids: ['x'] })).status).toBe(400);
  expect((await replay([1])).status).toBe(400);
});

test('5,000 rejected items of one request are all kept, and the answer stays short', async () => {
  const lines = Array.from({ length: 5_000 }, (_, i) => JSON.stringify(register('crowd', i))).join('\n');
  const answer = await door.post(lines, { 'content-type': 'application/x-ndjson' });
  expect(answer.status).toBe(422);
  const report = (await answer.json()) as { items: unknown[]; itemsLeftOut: number; rejected: number };
  expect([report.rejected, report.items.length, report.itemsLeftOut]).toEqual([5_000, 1_000, 4_000]);
  let kept = 0;
  for (let after: string | undefined = '0-0'; after !== undefined; ) {
    const page: Page = await list(`?limit=1000&after=${after}`);
    kept += page.items.filter(({ item }) => item?.['sensor'] === 'crowd').length;
    after = page.next;
  }
  expect(kept).toBe(5_000);
});

test('without registry a new place is 503; with it the sensor is made, once for all who wait', async () => {
  const place = (number: number) => ({ latitude: 38.75 + number / 1e4, longitude: -9.15 });
  const body = Array.from({ length: 40 }, (_, i) => ({
    ...pointReading(2),
    geographic_coordinate: place(i % 20),
    energy_usage: (i + 1) / 1e3,
  }));
  const away = await door.post(body);
  expect(away.status).toBe(503);
  expect(await away.json()).toMatchObject({ code: 'registry-away' });
  expect(Number(away.headers.get('retry-after'))).toBeGreaterThan(0);

  const before = (await storedReadings(connection, PARTITION)).readings.length;
  const registry = answerProvision(connection, baixa({ revision: 10 }));
  // Until the server has the subscription nobody answers.
  await connection.flush();
  try {
    const answers = await Promise.all(Array.from({ length: 10 }, () => door.post(body)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 201));
    expect(registry.requests).toBeLessThan(5);
    const { readings } = await storedReadings(connection, PARTITION);
    const made = readings.slice(before);
    expect(made).toHaveLength(400);
    expect(new Set(made.map(({ sensorNumber }) => sensorNumber)).size).toBe(20);
    const outside = { ...pointReading(1), geographic_coordinate: { latitude: 0, longitude: 0 } };
    const refused = await door.post(outside);
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({ items: [{ code: 'outside-every-district' }] });
  } finally {
    registry.stop();
  }
});

test('what is answered is what GET /openapi.json says', async () => {
  const document = (await (await fetch(`${door.url}/openapi.json`)).json()) as {
    openapi: string;
    components: { schemas: object };
  };
  expect(document.openapi).toMatch(/^3\.1\./);
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'door', components: { schemas: document.components.schemas } });
  const expectValid = (name: string, value: unknown) => {
    const valid = ajv.getSchema(`door#/components/schemas/${name}`)!;
    expect([name, valid(value), valid.errors]).toEqual([name, true, null]);
  };
  expectValid('Report', await (await door.post(pointReading(1))).json());
  expectValid('Report', await (await door.post([pointReading(1), register('x', 1), null])).json());
  expectValid('Problem', await (await door.post('{')).json());
  expectValid('RejectedPage', await list('?limit=2'));
  expectValid('RejectedPage', await list());
  expectValid('ReplayReport', (await replay({ ids: [] })).body);
  expectValid('Readiness', await (await fetch(`${door.url}/readyz`)).json());
});
