import { readFile } from 'node:fs/promises';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { LOCAL_OPERATOR } from '@citywatt/access-policy/principal';
import { connectMeasurementStore, type MeasurementClient } from '@citywatt/measurement-store/connection';
import { migrateMeasurementStore } from '@citywatt/measurement-store/migrate';
import { insertDistrictRollups } from '@citywatt/measurement-store/rollups';
import { QUARTER_HOUR_MS } from '@citywatt/measurement-store/windows';
import { openDirectory, putDistrict, type SensorDirectory } from '@citywatt/sensor-directory/directory-store';
import { createLogger } from '@citywatt/service-runtime/logger';
import { AnswerHints } from '@citywatt/subgraph-server/answer-hints';
import type { OwnStores } from '@citywatt/test-harness/own-stores';
import { openTestStores } from '@citywatt/test-harness/stores';
import { type ExecutionResult, execute, parse } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { directoryOf, rollup } from '../../test/sample-rows.ts';
import { areaLoaders, areaValues } from '../areas/area-loaders.ts';
import { heldSources } from '../held/held-sources.ts';
import { lineageLoaders } from '../lineage/lineage-loaders.ts';
import { rawReadings } from '../lineage/raw-readings.ts';
import { seriesAsOf } from '../lineage/series-as-of.ts';
import { cityChanges } from '../live/city-changes.ts';
import { LivePicture } from '../live/live-picture.ts';
import { placesOf } from '../places.ts';
import { resolversOf } from '../resolvers/resolvers.ts';
import { seriesLoaders } from './series-loaders.ts';

const districts = Array.from({ length: 24 }, (_, index) => String(1_100 + index));
const start = Date.parse('2026-05-01T10:00:00Z');
let stores: OwnStores;
let client: MeasurementClient;
let directory: SensorDirectory;
let queries = 0;
let ask: (source: string) => Promise<ExecutionResult>;

beforeAll(async () => {
  stores = await openTestStores();
  await migrateMeasurementStore(stores.clickhouse, { raw: 3_650, quarterHour: 20_000 });
  client = connectMeasurementStore(stores.clickhouse);
  await insertDistrictRollups(
    client,
    districts.map((district, index) =>
      rollup('demo', district, 'quarter-hour', start, start + QUARTER_HOUR_MS, (index + 1) * 1_000_000),
    ),
  );
  const connection = await stores.connectNats();
  for (const district of districts) await putDistrict(connection, directoryOf('demo', district));
  directory = openDirectory(connection, (error) => {
    throw error;
  });
  await directory.ready;
  const counted = new Proxy(client, {
    get(target, name) {
      if (name !== 'exec') return Reflect.get(target, name);
      return (options: Parameters<MeasurementClient['exec']>[0]) => {
        queries++;
        return target.exec(options);
      };
    },
  });
  const picture = new LivePicture();
  const places = placesOf(directory);
  const raw = rawReadings({ measurements: counted, places, keptMs: 89 * 86_400_000 });
  const schema = buildSubgraphSchema({
    typeDefs: parse(await readFile(new URL('../../schema.graphql', import.meta.url), 'utf8')),
    resolvers: resolversOf({
      places,
      loaders: seriesLoaders(counted),
      asOf: seriesAsOf(places, raw),
      lineage: lineageLoaders(raw),
      held: heldSources(connection),
      workers: { partitions: () => [], stop: () => {} },
      areas: areaLoaders(counted),
      areaEvents: {
        closedWindows: { listen: () => () => {}, stop: () => {} },
        values: areaValues(counted),
        logger: createLogger('test', 'silent'),
      },
      live: { connection, picture, changes: cityChanges(picture) },
    }) as never,
  });
  ask = async (source) => {
    queries = 0;
    return (await execute({
      schema,
      document: parse(source),
      contextValue: { principal: LOCAL_OPERATOR, correlationId: 'test', cache: new AnswerHints() },
      variableValues: {
        places: ['City:demo/lisbon', ...districts.map((district) => `District:demo/lisbon/${district}`)].map(
          (id) => ({ __typename: id.split(':')[0], id }),
        ),
        range: { from: '2026-05-01T00:00:00Z', to: '2026-05-02T00:00:00Z' },
      },
    })) as ExecutionResult;
  };
});
afterAll(async () => {
  directory?.stop();
  await client?.close();
  await stores?.close();
});

test.for([
  ['QUARTER_HOUR', 1],
  // What has no closed row is summed by a second one.
  ['HOUR', 2],
] as const)('a city and its 24 districts by %s are %i query(s)', async ([resolution, expected]) => {
  const result =
    await ask(`query ($places: [_Any!]!, $range: TimeRange!) { _entities(representations: $places) {
    ... on City { consumption(range: $range, resolution: ${resolution}) { totalEnergyKwh } peak(range: $range, resolution: ${resolution}) { energyKwh } }
    ... on District { consumption(range: $range, resolution: ${resolution}) { totalEnergyKwh } peak(range: $range, resolution: ${resolution}) { energyKwh } } } }`);
  expect(result.errors).toBeUndefined();
  const [city, ...others] = result.data!['_entities'] as { consumption: { totalEnergyKwh: number } }[];
  expect(others.map((district) => district.consumption.totalEnergyKwh)).toEqual(
    districts.map((_, index) => index + 1),
  );
  expect(city!.consumption.totalEnergyKwh).toBe(300);
  expect(queries).toBe(expected);
});
