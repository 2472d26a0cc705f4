import { readFile } from 'node:fs/promises';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { LOCAL_OPERATOR } from '@citywatt/access-policy/principal';
import { tenantId } from '@citywatt/reading-stream/identity';
import { AnswerHints } from '@citywatt/subgraph-server/answer-hints';
import type { SubgraphContext } from '@citywatt/subgraph-server/context';
import type { OwnStores } from '@citywatt/test-harness/own-stores';
import { openTestStores } from '@citywatt/test-harness/stores';
import { type ExecutionResult, execute, type GraphQLSchema, parse } from 'graphql';
import { Kysely, PostgresDialect } from 'kysely';
import { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleRequest, sampleSensors } from '../../test/sample-request.ts';
import type { RegistryStore } from '../store/connection.ts';
import { migrateRegistryStore } from '../store/migrate.ts';
import { provisionStore } from '../store/provision.ts';
import { resolversOf } from './resolvers.ts';

let own: OwnStores;
let store: RegistryStore;
let schema: GraphQLSchema;
let queries = 0;

beforeAll(async () => {
  own = await openTestStores();
  const pool = new Pool({ connectionString: own.postgresUrl });
  store = new Kysely({
    dialect: new PostgresDialect({ pool }),
    log: (event) => {
      if (event.level === 'query') queries++;
    },
  });
  await migrateRegistryStore(store);
  for (const city of ['porto', 'braga', 'faro']) {
    for (const district of ['1', '2', '3', '4']) {
      const request = sampleRequest(sampleSensors(5, `${city}-${district}`), { city, district });
      await provisionStore(store, tenantId('demo'), request);
    }
  }
  schema = buildSubgraphSchema({
    typeDefs: parse(await readFile(new URL('../../schema.graphql', import.meta.url), 'utf8')),
    resolvers: resolversOf(store, { fillOf: () => undefined, stop() {} }) as never,
  });
});

afterAll(async () => {
  await store.destroy();
  await own.close();
});

async function ask(source: string, variableValues: Record<string, unknown> = {}) {
  queries = 0;
  const contextValue: SubgraphContext = {
    principal: LOCAL_OPERATOR,
    correlationId: 'test',
    cache: new AnswerHints(),
  };
  const document = parse(source);
  const result = (await execute({ schema, document, contextValue, variableValues })) as ExecutionResult;
  expect(result.errors).toBeUndefined();
  return { data: JSON.parse(JSON.stringify(result.data)), queries };
}

const entities = (ids: readonly string[], type: string) => ({
  representations: ids.map((id) => ({ __typename: type, id })),
});

test('references of one type are one query, and their order and gaps are those of the request', async () => {
  const ids = ['demo/porto/3', 'demo/faro/1', 'demo/nowhere/1', 'other/porto/1', 'demo/porto/3'];
  const answer = await ask(
    'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on District { id slug } } }',
    entities(
      ids.map((id) => `District:${id}`),
      'District',
    ),
  );
  expect(answer.queries).toBe(1);
  expect(answer.data._entities.map((entity: { id: string } | null) => entity?.id ?? null)).toEqual([
    'District:demo/porto/3',
    'District:demo/faro/1',
    null,
    null,
    'District:demo/porto/3',
  ]);
});

test('100 sensors by reference, with their districts and cities, are three queries', async () => {
  const ids = ['porto', 'braga', 'faro'].flatMap((city) =>
    ['1', '2', '3', '4'].flatMap((district) =>
      [0, 1, 2, 3, 4].map((n) => `Sensor:demo/${city}/${district}/${n}`),
    ),
  );
  const answer = await ask(
    `query ($representations: [_Any!]!) { _entities(representations: $representations) {
      ... on Sensor { id number district { slug city { slug } } registers { code intervalSeconds } } } }`,
    entities([...ids, 'Sensor:demo/porto/1/99', 'Sensor:demo/porto/1/x'], 'Sensor'),
  );
  expect(answer.queries).toBe(3);
  expect(answer.data._entities.slice(0, -2).map((entity: { id: string }) => entity.id)).toEqual(ids);
  expect(answer.data._entities.slice(-2)).toEqual([null, null]);
});

test('a page of everything costs as many queries as it has kinds of fields, not as it has rows', async () => {
  const answer = await ask(`{ cities { slug sensorCount districts { totalCount nodes {
    slug sensorCount deliveryPoints city { slug } sensors(first: 2) { totalCount nodes { number } } } } } }`);
  expect(answer.queries).toBeLessThanOrEqual(7);
  expect(answer.data.cities.length).toBe(3);
  for (const city of answer.data.cities) {
    expect(city).toMatchObject({ sensorCount: 20, districts: { totalCount: 4 } });
    for (const district of city.districts.nodes) {
      expect(district).toMatchObject({ sensorCount: 5, deliveryPoints: 5, city: { slug: city.slug } });
      expect(district.sensors).toEqual({ totalCount: 5, nodes: [{ number: 0 }, { number: 1 }] });
    }
  }
});
