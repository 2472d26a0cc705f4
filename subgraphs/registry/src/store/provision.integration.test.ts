import { tenantId } from '@citywatt/reading-stream/identity';
import type { OwnStores } from '@citywatt/test-harness/own-stores';
import { openTestStores } from '@citywatt/test-harness/stores';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleRequest, sampleSensor, sampleSensors } from '../../test/sample-request.ts';
import { allCities } from './cities.ts';
import { connectRegistryStore, type RegistryStore } from './connection.ts';
import { readDirectory } from './directories.ts';
import type { DistrictPlace } from './districts.ts';
import { migrateRegistryStore } from './migrate.ts';
import { SensorElsewhereError } from './new-sensors.ts';
import { settleDirectory, waitingDistricts } from './outbox.ts';
import { provisionStore } from './provision.ts';

const demo = tenantId('demo');
let own: OwnStores;
let store: RegistryStore;

const directoryOf = async (city: string, district = '4000') =>
  (await readDirectory(store, demo, { city, district } as Parameters<typeof readDirectory>[2]))!;
const waits = async (place: DistrictPlace) =>
  (await waitingDistricts(store)).some((key) => key.city === place.city && key.district === place.district);

beforeAll(async () => {
  own = await openTestStores();
  store = connectRegistryStore(own.postgresUrl, () => {});
  // Several services start at once; each may find the database empty.
  await Promise.all([1, 2, 3].map(() => migrateRegistryStore(store)));
});

afterAll(async () => {
  await store.destroy();
  await own.close();
});

test('a repeated request changes nothing, adds no outbox line and answers the same revision', async () => {
  const request = sampleRequest(sampleSensors(3), { city: 'repeated' });
  expect(await provisionStore(store, demo, request)).toEqual(new Map([['4000', 1]]));
  expect(await waits({ city: 'repeated', district: '4000' })).toBe(true);
  const before = await directoryOf('repeated');
  await settleDirectory(store, demo, { city: 'repeated', district: '4000', revision: 1 });
  expect(await provisionStore(store, demo, request)).toEqual(new Map([['4000', 1]]));
  expect(await directoryOf('repeated')).toEqual(before);
  expect(await waits({ city: 'repeated', district: '4000' })).toBe(false);
});

test('what exists is left as it is, what is new is added behind it', async () => {
  const place = { city: 'left-alone' };
  await provisionStore(store, demo, sampleRequest([sampleSensor('left-a')], place));
  const change = sampleRequest(
    [sampleSensor('left-a', { deliveryPoints: 7 }), sampleSensor('left-b')],
    place,
  );
  const revisions = await provisionStore(store, demo, {
    ...change,
    city: { ...change.city, name: 'Another name', clock: 'data' },
  });
  expect(revisions).toEqual(new Map([['4000', 2]]));
  const directory = await directoryOf('left-alone');
  expect(directory).toMatchObject({ revision: 2, clock: 'wall', areaKm2: 0 });
  expect(directory.sensors.map(({ name, number, deliveryPoints }) => [name, number, deliveryPoints])).toEqual(
    [
      ['left-a', 0, 1],
      ['left-b', 1, 1],
    ],
  );
});

test('callers that name the same sensors at once make each of them once', async () => {
  const sensors = sampleSensors(300, 'both');
  // The district is there: of two callers that make it, one waits for the other anyway.
  await provisionStore(store, demo, sampleRequest([], { city: 'at-once' }));
  const answers = await Promise.all(
    [0, 100, 0, 100].map((from) =>
      provisionStore(store, demo, sampleRequest(sensors.slice(from, from + 200), { city: 'at-once' })),
    ),
  );
  const directory = await directoryOf('at-once');
  expect(directory.sensors.map((sensor) => sensor.name).sort()).toEqual(
    sensors.map((sensor) => sensor.name).sort(),
  );
  expect(directory.sensors.map((sensor) => sensor.number)).toEqual(sensors.map((_, number) => number));
  expect(directory.revision).toBe(3);
  for (const answer of answers) expect(answer.get('4000')).toBeLessThanOrEqual(3);
});

test('the number of a sensor that is gone comes to no other', async () => {
  const place = { city: 'numbers' };
  await provisionStore(store, demo, sampleRequest(sampleSensors(3, 'gone'), place));
  await store.deleteFrom('sensors').where('city', '=', 'numbers').where('number', '=', 2).execute();
  await provisionStore(store, demo, sampleRequest([sampleSensor('gone-new')], place));
  expect((await directoryOf('numbers')).sensors.map((sensor) => sensor.number)).toEqual([0, 1, 3]);
});

test('a name that is active in another district of the tenant is refused, and nothing of the request is made', async () => {
  await provisionStore(store, demo, sampleRequest([sampleSensor('one-name')], { city: 'first-city' }));
  const again = sampleRequest([sampleSensor('fresh'), sampleSensor('one-name')], { city: 'second-city' });
  await expect(provisionStore(store, demo, again)).rejects.toThrow(SensorElsewhereError);
  expect((await allCities(store, demo)).map((city) => city.city)).not.toContain('second-city');
  expect(await waits({ city: 'second-city', district: '4000' })).toBe(false);
  // Another tenant's names are its own.
  const other = tenantId('other');
  await provisionStore(store, other, sampleRequest([sampleSensor('one-name')], { tenant: 'other' }));
  expect((await allCities(store, other)).map((city) => city.tenant)).toEqual(['other']);
});

test('a sensor that has moved away may be made in its new district', async () => {
  await provisionStore(store, demo, sampleRequest([sampleSensor('mover')], { city: 'moved-from' }));
  await store.updateTable('sensors').set('active', false).where('name', '=', 'mover').execute();
  await provisionStore(store, demo, sampleRequest([sampleSensor('mover')], { city: 'moved-to' }));
  expect((await directoryOf('moved-from')).sensors[0]?.active).toBe(false);
  expect((await directoryOf('moved-to')).sensors[0]?.active).toBe(true);
});

test('sensors with the same registers share one set, however a caller orders the fields', async () => {
  const hour = { code: '1-0:1.29.0', kind: 'interval', intervalMs: 3_600_000 } as const;
  const turned = { intervalMs: 3_600_000, kind: 'interval', code: '1-0:1.29.0' } as const;
  const place = { city: 'sets' };
  await provisionStore(
    store,
    demo,
    sampleRequest([sampleSensor('set-a'), sampleSensor('set-b', { registers: [hour] })], place),
  );
  await provisionStore(
    store,
    demo,
    sampleRequest([sampleSensor('set-c', { registers: [turned] }), sampleSensor('set-d')], place),
  );
  const directory = await directoryOf('sets');
  expect(directory.registerSets.length).toBe(2);
  expect(directory.registerSets[1]).toEqual([hour]);
  expect(directory.sensors.map((sensor) => sensor.registerSet)).toEqual([0, 1, 1, 0]);
});

test('a population of 0 is kept as unknown', async () => {
  const request = sampleRequest([], { city: 'unknown' });
  await provisionStore(store, demo, { ...request, city: { ...request.city, population: 0 } });
  const city = (await allCities(store, demo)).find((row) => row.city === 'unknown');
  expect(city?.population).toBeNull();
});
