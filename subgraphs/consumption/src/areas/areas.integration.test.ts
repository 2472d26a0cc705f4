import { LOCAL_OPERATOR, type Principal } from '@citywatt/access-policy/principal';
import { type EventPublisher, openEventPublisher } from '@citywatt/domain-events/publish';
import { openLivePublisher } from '@citywatt/live-feed/publish';
import { connectMeasurementStore, type MeasurementClient } from '@citywatt/measurement-store/connection';
import { migrateMeasurementStore } from '@citywatt/measurement-store/migrate';
import { insertDistrictRollups } from '@citywatt/measurement-store/rollups';
import type { DistrictRollupRow } from '@citywatt/measurement-store/rows';
import { HOUR_MS, QUARTER_HOUR_MS } from '@citywatt/measurement-store/windows';
import { putDistrict } from '@citywatt/sensor-directory/directory-store';
import type { OwnStores } from '@citywatt/test-harness/own-stores';
import { openTestStores } from '@citywatt/test-harness/stores';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type RunningConsumption, startConsumption } from '../../test/running-consumption.ts';
import { directoryOf, rollup } from '../../test/sample-rows.ts';

const KWH = 1_000_000;
const FROM = Date.parse('2026-05-05T10:00:00Z');
/** A third party: areas are all that it may see. */
const THIRD: Principal = { tenant: 'demo', subject: 'key:3', roles: [], scopes: ['areas:read', 'explore'] };
const many: Partial<DistrictRollupRow> = { contributorsResidential: 150, largestShare: 0.03 };
const few: Partial<DistrictRollupRow> = { contributorsResidential: 12, largestShare: 0.3 };

let stores: OwnStores;
let client: MeasurementClient;
let events: EventPublisher;
let consumption: RunningConsumption;

const quarter = (district: string, index: number, kwh: number, more: Partial<DistrictRollupRow> = many) =>
  rollup(
    'demo',
    district,
    'quarter-hour',
    FROM + index * QUARTER_HOUR_MS,
    FROM + (index + 1) * QUARTER_HOUR_MS,
    kwh * KWH,
    more,
  );
const hour = (district: string, kwh: number) =>
  rollup('demo', district, 'hour', FROM, FROM + HOUR_MS, kwh * KWH, many);

beforeAll(async () => {
  stores = await openTestStores();
  await migrateMeasurementStore(stores.clickhouse, { raw: 3_650, quarterHour: 20_000 });
  client = connectMeasurementStore(stores.clickhouse);
  const connection = await stores.connectNats();
  events = await openEventPublisher(connection);
  await openLivePublisher(connection);
  for (const district of ['1150', '1170']) await putDistrict(connection, directoryOf('demo', district));
  await insertDistrictRollups(client, [
    ...[0, 1, 2, 3].map((index) => quarter('1150', index, 1)),
    ...[0, 1, 3].map((index) => quarter('1170', index, 2)),
    quarter('1170', 2, 2, few),
    quarter('1150', 4, 9, { ...many, state: 'provisional' }),
    hour('1150', 4),
    hour('1170', 8),
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

const range = { from: '2026-05-05T10:00:00Z', to: '2026-05-05T12:00:00Z' };
async function values(id: string, resolution: string, principal = THIRD) {
  const { data, errors } = await consumption.entities(
    [id],
    `... on Area { consumption(range: $range, resolution: ${resolution}) {
      points { start value { ... on MeasuredValue { energyKwh averagePowerKw quality } ... on SuppressedValue { reason } } } } }`,
    { range },
    principal,
  );
  if (errors) return errors.map(({ extensions }) => extensions['code']);
  return data._entities[0]?.consumption.points.map(
    ({ value }: { value: { energyKwh?: number; reason?: string } }) => value.reason ?? value.energyKwh,
  );
}

test('a district’s closed windows are shown, those of too few with the reason, and open ones not at all', async () => {
  expect(await values('Area:demo/lisbon/1150', 'QUARTER_HOUR')).toEqual([1, 1, 1, 1]);
  expect(await values('Area:demo/lisbon/1170', 'QUARTER_HOUR')).toEqual([2, 2, 'TOO_FEW_CONTRIBUTORS', 2]);
});

test('an hour of which one quarter is hidden is hidden: it would follow by subtraction', async () => {
  expect(await values('Area:demo/lisbon/1150', 'HOUR')).toEqual([4]);
  expect(await values('Area:demo/lisbon/1170', 'HOUR')).toEqual(['TOO_FEW_CONTRIBUTORS']);
});

test('a city hides the window in which exactly one district is hidden', async () => {
  expect(await values('Area:demo/lisbon', 'QUARTER_HOUR')).toEqual([3, 3, 'COMPLEMENTARY', 3]);
});

test('minutes are not published, nor another tenant’s areas, nor anything without the scope', async () => {
  expect(await values('Area:demo/lisbon/1150', 'MINUTE')).toEqual(['BAD_USER_INPUT']);
  expect(await values('Area:demo/lisbon/1150', 'HOUR', { ...THIRD, tenant: 'other' })).toBeUndefined();
  expect(await values('Area:demo/lisbon/1150', 'HOUR', { ...THIRD, scopes: ['explore'] })).toEqual([
    'FORBIDDEN',
  ]);
});

test('a quarter hour that closes is told once, with what may be shown', async () => {
  const token = await consumption.token(LOCAL_OPERATOR);
  const socket = createClient({
    url: `ws://127.0.0.1:${consumption.port}/graphql`,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: 0,
  });
  const got: unknown[] = [];
  const query = `subscription { areaWindowClosed(areaIds: ["Area:demo/lisbon", "Area:demo/lisbon/1170"]) {
    area { id } start value { ... on MeasuredValue { energyKwh } ... on SuppressedValue { reason } } } }`;
  socket.subscribe({ query }, { next: ({ data }) => got.push(data), error: () => {}, complete: () => {} });
  const closed = (district: string, index: number) => ({
    type: 'window.closed' as const,
    id: `test:${district}:${index}:${got.length}:${attempts++}`,
    eventTime: FROM,
    version: '1',
    tenant: 'demo',
    city: 'lisbon',
    district,
    resolution: 'quarter-hour',
    windowStart: FROM + index * QUARTER_HOUR_MS,
    energyMilliwattHours: 0,
  });
  let attempts = 0;
  // Repeated until the subscription is there: what was before it is not told.
  await vi.waitFor(
    async () => {
      await events.publish([closed('1170', 1)]);
      expect(got.length).toBeGreaterThan(0);
    },
    { timeout: 10_000, interval: 100 },
  );
  const before = got.length;
  await events.publish([closed('1150', 1), closed('1170', 2), closed('', 0)]);
  await vi.waitFor(
    () => expect(got.slice(-1)).toMatchObject([{ areaWindowClosed: { area: { id: 'Area:demo/lisbon' } } }]),
    {
      timeout: 10_000,
    },
  );
  expect(got.slice(0, 1)).toEqual([
    {
      areaWindowClosed: {
        area: { id: 'Area:demo/lisbon/1170' },
        start: '2026-05-05T11:15:00+01:00',
        value: { energyKwh: 2 },
      },
    },
  ]);
  expect(got.slice(before).slice(-2)).toMatchObject([
    {
      areaWindowClosed: { area: { id: 'Area:demo/lisbon/1170' }, value: { reason: 'TOO_FEW_CONTRIBUTORS' } },
    },
    { areaWindowClosed: { area: { id: 'Area:demo/lisbon' }, value: { energyKwh: 3 } } },
  ]);
  await socket.dispose();
});
