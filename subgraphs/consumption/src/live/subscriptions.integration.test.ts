import { LOCAL_OPERATOR } from '@citywatt/access-policy/principal';
import { type LivePublisher, openLivePublisher } from '@citywatt/live-feed/publish';
import { LIVE_STREAM } from '@citywatt/live-feed/stream';
import { migrateMeasurementStore } from '@citywatt/measurement-store/migrate';
import { putDistrict } from '@citywatt/sensor-directory/directory-store';
import type { OwnStores } from '@citywatt/test-harness/own-stores';
import { openTestStores } from '@citywatt/test-harness/stores';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { type Client, createClient } from 'graphql-ws';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type RunningConsumption, startConsumption } from '../../test/running-consumption.ts';
import { directoryOf, liveRowsOf } from '../../test/sample-rows.ts';

interface Event {
  readonly sequence: string;
  readonly complete: boolean;
  readonly totalPowerKw: number;
  readonly districtIds: string[];
  readonly powerKw: number[];
}

const SUBSCRIPTION = `subscription ($cityId: ID!, $fromSequence: String) { cityLoad(cityId: $cityId, fromSequence: $fromSequence) {
  sequence complete totalPowerKw districtIds powerKw city { id } } }`;
let stores: OwnStores;
let connection: NatsConnection;
let publisher: LivePublisher;
let consumption: RunningConsumption;
let version = 0;
const clients: Client[] = [];

const publish = (watts: Record<string, number>, tenant = 'demo') =>
  publisher.publish(liveRowsOf(++version, watts, tenant));

async function clientOf(principal = LOCAL_OPERATOR): Promise<Client> {
  const token = await consumption.token(principal);
  const client = createClient({
    url: `ws://127.0.0.1:${consumption.port}/graphql`,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: 0,
  });
  clients.push(client);
  return client;
}

/** Collects events until told to stop. */
async function collect(variables: Record<string, unknown>, query = SUBSCRIPTION, principal = LOCAL_OPERATOR) {
  const client = await clientOf(principal);
  const events: Event[] = [];
  const errors: unknown[] = [];
  const end = client.subscribe<Record<string, Event>>(
    { query, variables },
    {
      next: ({ data, errors: faults }) => {
        if (data) events.push(Object.values(data)[0]!);
        if (faults) errors.push(...faults);
      },
      error: (error) => errors.push(...(Array.isArray(error) ? error : [error])),
      complete: () => {},
    },
  );
  return { events, errors, end };
}

const FAST = { timeout: 10_000 };
const cityId = 'City:demo/lisbon';

beforeAll(async () => {
  stores = await openTestStores();
  await migrateMeasurementStore(stores.clickhouse, { raw: 3_650, quarterHour: 20_000 });
  connection = await stores.connectNats();
  publisher = await openLivePublisher(connection);
  for (const district of ['1150', '1170']) await putDistrict(connection, directoryOf('demo', district));
  await putDistrict(connection, directoryOf('other', '1150'));
  consumption = await startConsumption(stores);
  await vi.waitFor(async () => expect(await consumption.readiness()).toEqual({ ready: true }), {
    timeout: 15_000,
  });
});
afterAll(async () => {
  for (const client of clients) await client.dispose();
  await consumption?.stop();
  await stores?.close();
});

test('the first event holds the whole city, later ones what changed, the total always all', async () => {
  await publish({ '1150': 1_000, '1170': 2_000 });
  const { events, end } = await collect({ cityId });
  await expect.poll(() => events.length, FAST).toBe(1);
  expect(events[0]).toMatchObject({ complete: true, totalPowerKw: 3, city: { id: cityId } });
  expect(events[0]!.districtIds.toSorted()).toEqual([
    'District:demo/lisbon/1150',
    'District:demo/lisbon/1170',
  ]);
  await publish({ '1170': 5_000 });
  await expect.poll(() => events.length, FAST).toBe(2);
  expect(events[1]).toMatchObject({
    complete: false,
    totalPowerKw: 6,
    districtIds: ['District:demo/lisbon/1170'],
    powerKw: [5],
  });
  expect(Number(events[1]!.sequence)).toBeGreaterThan(Number(events[0]!.sequence));
  end();
});

test('live load of a city is the sum of the last rows of its districts; a lower version is dropped', async () => {
  const before = version;
  await publish({ '1150': 4_000, '1170': 5_000 });
  await publisher.publish(liveRowsOf(before, { '1150': 1 }));
  await publish({ '1170': 6_000 });
  const liveLoad = async () =>
    (
      await consumption.entities(
        [cityId, 'City:other/lisbon'],
        '... on City { liveLoad { powerKw currentShare estimated feed band } }',
      )
    ).data._entities;
  await expect.poll(liveLoad, FAST).toEqual([
    {
      __typename: 'City',
      liveLoad: { powerKw: 10, currentShare: 0.5, estimated: true, feed: 'LIVE', band: 'HIGH' },
    },
    null,
  ]);
});

test('a client that resumes gets every value that came meanwhile, once, and goes on', async () => {
  const first = await collect({ cityId });
  await expect.poll(() => first.events.length, FAST).toBe(1);
  first.end();
  const fromSequence = first.events[0]!.sequence;
  const sent = Array.from({ length: 40 }, (_, index) => 10_000 + index * 1_000);
  for (const watts of sent) await publish({ '1150': watts, '1170': watts + 500 });
  const resumed = await collect({ cityId, fromSequence });
  for (const watts of [90_000]) await publish({ '1150': watts });
  const seen = () =>
    resumed.events.flatMap((event) =>
      event.powerKw.filter((_, index) => event.districtIds[index] === 'District:demo/lisbon/1150'),
    );
  await expect.poll(() => seen().at(-1), FAST).toBe(90);
  expect(seen()).toEqual([...sent.map((watts) => watts / 1_000), 90]);
  const sequences = resumed.events.map((event) => Number(event.sequence));
  expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => a - b));
  expect(resumed.events.at(-1)!.totalPowerKw).toBe(90 + 49.5);
  resumed.end();
});

test('at most four events a second', async () => {
  const { events, end } = await collect({ cityId });
  await expect.poll(() => events.length, FAST).toBe(1);
  const began = performance.now();
  let last = 0;
  while (performance.now() - began < 1_500) await publish({ '1150': ++last * 1_000 });
  await expect.poll(() => events.at(-1)?.powerKw, FAST).toEqual([last]);
  const seconds = (performance.now() - began) / 1_000;
  expect(last).toBeGreaterThan(events.length);
  expect(events.length - 2).toBeLessThanOrEqual(Math.ceil(seconds * 4));
  end();
});

test('a cursor that the stream does not hold says so, and one that is none too', async () => {
  for (const [fromSequence, code] of [
    ['17', 'RESUME_EXPIRED'],
    ['9000000000000000', 'RESUME_EXPIRED'],
    ['x', 'BAD_USER_INPUT'],
  ]) {
    const { errors, events } = await collect({ cityId, fromSequence });
    await expect.poll(() => errors.length, FAST).toBe(1);
    expect(errors[0]).toMatchObject({ extensions: { code } });
    expect(events).toEqual([]);
  }
});

test('a district is subscribed to alone and resumes with its latest', async () => {
  const query = `subscription ($districtId: ID!, $fromSequence: String) { districtLoad(districtId: $districtId, fromSequence: $fromSequence) {
    sequence powerKw feed district { id } } }`;
  const districtId = 'District:demo/lisbon/1170';
  await publish({ '1170': 7_000 });
  const { events, end } = await collect({ districtId }, query);
  await expect.poll(() => events.at(-1)?.powerKw, FAST).toBe(7);
  end();
  await publish({ '1150': 1 });
  await publish({ '1170': 8_000 });
  const resumed = await collect({ districtId, fromSequence: events.at(-1)!.sequence }, query);
  await expect
    .poll(() => resumed.events.at(-1), FAST)
    .toMatchObject({ powerKw: 8, district: { id: districtId } });
  resumed.end();
});

test('another tenant cannot subscribe to it, and gets only its own', async () => {
  const other = { ...LOCAL_OPERATOR, tenant: 'other' };
  const refused = await collect({ cityId }, SUBSCRIPTION, other);
  await expect.poll(() => refused.errors.length, FAST).toBe(1);
  expect(refused.errors[0]).toMatchObject({ extensions: { code: 'NOT_FOUND' } });
  const own = await collect({ cityId: 'City:other/lisbon' }, SUBSCRIPTION, other);
  await publish({ '1150': 3_000 });
  await publish({ '1150': 42_000 }, 'other');
  await expect.poll(() => own.events.length, FAST).toBe(1);
  expect(own.events[0]).toMatchObject({ complete: true, totalPowerKw: 42 });
  own.end();
});

test('a stream that is made anew is followed on', async () => {
  const { events, end } = await collect({ cityId });
  await expect.poll(() => events.length, FAST).toBe(1);
  await (await jetstreamManager(connection)).streams.delete(LIVE_STREAM);
  await publish({ '1150': 77_000 });
  await expect.poll(() => events.at(-1)?.powerKw, { timeout: 20_000 }).toEqual([77]);
  end();
});
