import { operationFromDocument } from '@apollo/federation-internals';
import { buildOperationContext, executeQueryPlan } from '@apollo/gateway';
import type { PlanNode } from '@apollo/query-planner';
import { LOCAL_OPERATOR } from '@citywatt/access-policy/principal';
import { seeded } from '@citywatt/test-harness/seeded';
import fc from 'fast-check';
import { type DocumentNode, type ExecutionResult, getOperationAST, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { variedGraph } from '../../test/varied-graph.ts';
import { variedOperation } from '../../test/varied-operations.ts';
import { conditionsOf } from '../operations/conditions.ts';
import { fragmentsOf } from '../operations/prepare.ts';
import type { SubgraphAnswer, SubgraphSource } from '../queries/subgraph-client.ts';
import { executor } from './execute.ts';

type Variables = Readonly<Record<string, unknown>>;
type Sources = ReadonlyMap<string, SubgraphSource>;

const RUNS = 150;
const { graph, sourcesOf } = variedGraph();
const context = { principal: LOCAL_OPERATOR, accessScope: 'a', correlationId: 'c' };

test('answers are those of @apollo/gateway, whatever is asked and however subgraphs fail', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), async (seed) => {
      const random = seeded(seed);
      const text = variedOperation(graph.apiSchema, random);
      const document = parse(text);
      fc.pre(validate(graph.apiSchema, document).length === 0);
      const variables = { id: '3', first: 2, a: random.next() < 0.5, b: random.next() < 0.5 };
      const ours = await ourAnswer(document, variables, sourcesOf(seed));
      const theirs = await theirAnswer(document, variables, sourcesOf(seed));
      expect(plain(ours.data), text).toEqual(plain(theirs.data));
      expect(faults(ours), text).toEqual(faults(theirs));
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
});

const plain = (data: unknown) => JSON.parse(JSON.stringify(data));
const faults = ({ errors }: ExecutionResult) =>
  errors
    ?.map(({ message, extensions }) =>
      extensions?.['code'] ? [extensions['code'], message] : ['a fault of ours'],
    )
    .map(String)
    .toSorted();

const planOf = (document: DocumentNode) =>
  graph.planner.buildQueryPlan(
    operationFromDocument(graph.federatedApiSchema, document, { validate: false }),
  );

function ourAnswer(document: DocumentNode, variables: Variables, sources: Sources): Promise<ExecutionResult> {
  const operation = getOperationAST(document)!;
  const conditions = conditionsOf(document, operation);
  const prepared = { operation, fragments: fragmentsOf(document), conditions };
  const plan = planOf(document).node as PlanNode | undefined;
  return executor({ graph, sources, plan, prepared })(variables, context);
}

async function theirAnswer(
  document: DocumentNode,
  variables: Variables,
  sources: Sources,
): Promise<ExecutionResult> {
  const result = await executeQueryPlan(
    planOf(document),
    Object.fromEntries(sources) as never,
    { request: { variables }, context, metrics: {} } as never,
    buildOperationContext({ schema: graph.apiSchema, operationDocument: document }),
    graph.supergraphSchema,
    graph.federatedApiSchema,
  );
  return result as ExecutionResult;
}

/** Subgraphs that answer this, one after another or each its own. */
const answering = (answers: Readonly<Record<string, SubgraphAnswer | Error>>): Sources =>
  new Map(
    Object.entries(answers).map(([name, answer]) => [
      name,
      {
        process: async () => {
          if (answer instanceof Error) throw answer;
          return structuredClone(answer);
        },
      },
    ]),
  );
const answered = (
  query: string,
  answers: Readonly<Record<string, SubgraphAnswer | Error>>,
  variables: Variables = {},
) => ourAnswer(parse(query), variables, answering(answers));
const dataOf = async (query: string, ships: Record<string, unknown>, variables?: Variables) =>
  JSON.stringify((await answered(query, { ships: { data: ships } }, variables)).data);

const SHIP = { __typename: 'Ship', id: '1' };

test('what was fetched beyond the question is left out, and fields stand in the order of the question', async () => {
  expect(await dataOf('{ must { label id } }', { must: { ...SHIP, label: 'a', length: 3 } })).toBe(
    '{"must":{"label":"a","id":"1"}}',
  );
  const query =
    '{ must { ...f sister { id } } } fragment f on Ship { sister { label } id l: label sister { x: id } }';
  const sister = { ...SHIP, label: 'a', x: '1' };
  expect(await dataOf(query, { must: { ...SHIP, l: 'a', sister } })).toBe(
    '{"must":{"sister":{"label":"a","x":"1","id":"1"},"id":"1","l":"a"}}',
  );
});

test('null where it must not be makes null of what holds it, up to where it may be', async () => {
  const things = [
    { __typename: 'Buoy', at: { x: 1 } },
    { __typename: 'Buoy', at: { x: null } },
  ];
  const query = '{ thing { ... on Buoy { at { x } } } }';
  expect(await dataOf(query, { thing: things[0] })).toBe('{"thing":{"at":{"x":1}}}');
  expect(await dataOf(query, { thing: things[1] })).toBe('{"thing":null}');
  expect(await dataOf('{ things { ... on Buoy { at { x } } } }', { things })).toBe('{"things":null}');
  expect(await dataOf('{ must { sister { fleet { label } } } }', { must: { sister: { fleet: [{}] } } })).toBe(
    '{"must":{"sister":{"fleet":null}}}',
  );
  expect(await dataOf('{ must { label } }', { must: { label: null } })).toBe('null');
  expect(await dataOf('{ must { grid } }', { must: { grid: [[1], [2, null], null] } })).toBe(
    '{"must":{"grid":[[1],null,null]}}',
  );
});

test('a value that is none of its type is null', async () => {
  const ship = { flag: 'SECRET', name: 5, log: { any: [1] }, grid: [[1.5]], sister: { flag: 'BLUE' } };
  expect(await dataOf('{ must { flag name log grid sister { flag } } }', { must: ship })).toBe(
    '{"must":{"flag":null,"name":null,"log":{"any":[1]},"grid":[null],"sister":{"flag":null}}}',
  );
  const { data, errors } = await answered('{ must { fleet { id } } }', {
    ships: { data: { must: { fleet: 3 } } },
  });
  expect([data, errors?.length]).toEqual([null, 1]);
});

test('fragments hold for the objects of their types, also one within another', async () => {
  const thing = { ...SHIP, name: 'a', label: 'b', at: { x: 1 } };
  const query =
    '{ thing { ... on Named { name ... on Ship { label } } ... on Buoy { at { x } } kind: __typename } }';
  expect(await dataOf(query, { thing })).toBe('{"thing":{"name":"a","label":"b","kind":"Ship"}}');
  // @apollo/gateway loses this one: a type within its own interface, where no type name was fetched.
  const nested = '{ must { ... on Named { ... on Ship { id } } } }';
  expect(await dataOf(nested, { must: { id: '1' } })).toBe('{"must":{"id":"1"}}');
  expect(await dataOf('{ thing { __typename } }', { thing: { __typename: 'Hidden' } })).toBe(
    '{"thing":null}',
  );
});

test('fields of one name and other types are told apart, whatever their values', async () => {
  const things = [
    { __typename: 'Crate', note: '' },
    { __typename: 'Barrel', note__alias_0: 0 },
  ];
  // @apollo/gateway loses the 0.
  expect(await dataOf('{ things { ... on Crate { note } ... on Barrel { note } } }', { things })).toBe(
    '{"things":[{"note":""},{"note":0}]}',
  );
});

test('@skip and @include decide each time anew', async () => {
  const query =
    'query ($a: Boolean!, $b: Boolean!) { must { id @skip(if: $a) ... @include(if: $b) { label } id @include(if: false) } }';
  const must = { id: '1', label: 'a' };
  for (const [a, b, expected] of [
    [true, true, '{"must":{"label":"a"}}'],
    [false, true, '{"must":{"id":"1","label":"a"}}'],
    [true, false, '{"must":{}}'],
  ] as const) {
    expect(await dataOf(query, { must }, { a, b })).toBe(expected);
  }
});

test('the schema answers beside the subgraphs', async () => {
  const query =
    'query ($n: String!) { a: __schema { queryType { name } } must { id } __type(name: $n) { ...t } __typename } fragment t on __Type { kind }';
  expect(await dataOf(query, { must: { id: '1' } }, { n: 'Ship' })).toBe(
    '{"a":{"queryType":{"name":"Query"}},"must":{"id":"1"},"__type":{"kind":"OBJECT"},"__typename":"Query"}',
  );
});

test('names that JavaScript knows are names like others', async () => {
  const ship = JSON.parse('{"__proto__":"a","constructor":"b","toString":null}');
  expect(
    await dataOf('{ must { __proto__: label constructor: label toString: name } }', { must: ship }),
  ).toBe('{"must":{"__proto__":"a","constructor":"b","toString":null}}');
  expect(await dataOf('{ must { toString: name valueOf: log } }', { must: {} })).toBe(
    '{"must":{"toString":null,"valueOf":null}}',
  );
});

test('an error stands where its entity does, also when not all of them could be asked for', async () => {
  const must = { ...SHIP, fleet: [{ ...SHIP }, null, { __typename: 'Ship' }, { ...SHIP, id: '2' }] };
  const error = { message: 'No berth.', path: ['_entities', 1, 'berth', 'id'], extensions: { code: 'FULL' } };
  const { data, errors } = await answered('{ must { fleet { berth { id } } } }', {
    ships: { data: { must } },
    places: { data: { _entities: [{ berth: { id: 'b' } }, null] }, errors: [error] },
  });
  expect(data).toEqual({ must: { fleet: null } });
  expect(errors?.map(({ path, extensions }) => [path, extensions['code']])).toEqual([
    [['must', 'fleet', 3, 'berth', 'id'], 'FULL'],
  ]);
});

test('a subgraph that is away takes its own part only', async () => {
  const { data, errors } = await answered('{ must { id near { id } } }', {
    ships: { data: { must: SHIP } },
    places: new Error('away'),
  });
  expect([JSON.stringify(data), errors?.map(({ message }) => message)]).toEqual([
    '{"must":{"id":"1","near":null}}',
    ['away'],
  ]);
});
