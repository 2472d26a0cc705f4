import { afterAll, beforeAll, expect, test } from 'vitest';
import { post } from './clients.ts';
import { type Fleet, startFleet } from './fleet.ts';

/** What GraphQL Cop looks for, each asked as it asks. */
let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet[Symbol.asyncDispose]());

const repeat = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');

test.each([
  ['alias overloading', { query: `{ ${repeat(101, (n) => `a${n}: __typename`)} }` }, 'LIMIT_BREADTH'],
  ['fewer aliases', { query: `{ ${repeat(60, (n) => `a${n}: __typename`)} }` }, 'LIMIT_ALIASES'],
  ['directive overloading', { query: `{ __typename ${repeat(10, () => '@aa')} }` }, 'LIMIT_DIRECTIVES'],
  ['field duplication', { query: `{ ${repeat(500, () => '__typename')} }` }, 'LIMIT_BREADTH'],
  [
    'circular introspection',
    { query: `{ __schema { types { ${'fields { type { '.repeat(8)}name${' } }'.repeat(8)} } } }` },
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['batches', Array.from({ length: 10 }, () => ({ query: '{ __typename }' })), 'BAD_REQUEST'],
])('%s is refused', async (_what, body, code) => {
  const { status, errors } = await post(fleet.url, body);
  expect([status, errors?.[0]?.extensions['code']]).toEqual([400, code]);
});

test('fragments within fragments are refused before they are expanded', async () => {
  const levels = 26;
  const fragments = repeat(
    levels,
    (n) => `fragment f${n} on Ship { sister { ...f${n + 1} } s: sister { ...f${n + 1} } }`,
  );
  const query = `{ ship(id: 1) { ...f0 } } ${fragments} fragment f${levels} on Ship { id }`;
  const { status, errors } = await post(fleet.url, { query });
  expect([status, errors?.[0]?.extensions['code']]).toEqual([400, 'LIMIT_FIELDS']);
});

test.each([
  ['a query by GET', 'GET', '/graphql?query=%7B__typename%7D', undefined, undefined, 405],
  [
    'a mutation by GET',
    'GET',
    '/graphql?query=mutation%7Brename(id:1,name:%22x%22)%7Bid%7D%7D',
    undefined,
    undefined,
    405,
  ],
  ['a form', 'POST', '/graphql', 'application/x-www-form-urlencoded', 'query=%7B__typename%7D', 415],
  ['plain text', 'POST', '/graphql', 'text/plain', '{"query":"{ __typename }"}', 415],
])(
  '%s, which a page of another site could send, is refused',
  async (_what, method, path, type, body, status) => {
    const response = await fetch(fleet.url + path, {
      method,
      ...(body === undefined ? {} : { body }),
      ...(type === undefined ? {} : { headers: { 'content-type': type } }),
    });
    expect(response.status).toBe(status);
  },
);

test('no answer carries traces, stacks or names of the inside', async () => {
  const { errors } = await post(fleet.url, { query: '{ broken }' });
  expect(Object.keys(errors![0]!.extensions).sort()).toEqual(['code', 'correlationId']);
  expect(JSON.stringify(errors)).not.toMatch(/password|\.ts|node_modules/);
});
