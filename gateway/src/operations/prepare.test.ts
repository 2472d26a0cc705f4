import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { composeSmallGraph } from '../../test/small-graph.ts';
import { readGraph } from '../graph/graph.ts';
import { DEFAULT_LIMITS } from '../limits/limits.ts';
import { OperationRefused } from './operation-refused.ts';
import { readOperationRequest } from './operation-request.ts';
import { operationGate } from './prepare.ts';

const graph = readGraph(
  composeSmallGraph({ ships: 'http://ships.invalid', positions: 'http://positions.invalid' }),
);
const NAMES = 'query Names { fleet { name } }';
const hash = createHash('sha256').update(NAMES).digest('hex');
const WIDE = `query Wide { ${Array.from({ length: 60 }, (_, i) => `a${i}: fleet { name }`).join(' ')} }`;
const wideHash = createHash('sha256').update(WIDE).digest('hex');
const gate = operationGate(graph, {
  persisted: new Map([
    [hash, NAMES],
    [wideHash, WIDE],
  ]),
  adHocScope: 'explore',
  limits: DEFAULT_LIMITS,
});

const EXPLORER = ['explore', 'city:read'];
const OPERATOR = ['city:read', 'sensors:read', 'operations:write'];

function ask(body: unknown, scopes: readonly string[] = EXPLORER) {
  return gate(readOperationRequest(body), scopes);
}

function refusal(body: unknown, scopes: readonly string[] = EXPLORER) {
  try {
    ask(body, scopes);
  } catch (error) {
    if (!(error instanceof OperationRefused)) throw error;
    return { status: error.httpStatus, message: error.message, ...error.extensions };
  }
  throw new Error('it was not refused');
}

describe('limits answer 400 with a stable code and the number that was exceeded', () => {
  const nested = (levels: number) =>
    `{ ship(id: 1) ${'{ sister '.repeat(levels)}{ id }${' }'.repeat(levels)} }`;

  test('tokens', () => {
    const query = `{ ${'fleet { id } '.repeat(300)} }`;
    expect(refusal({ query })).toMatchObject({ status: 400, code: 'LIMIT_TOKENS', limit: 1_000 });
  });

  test('of a document of any size no more is read than its first thousand tokens', () => {
    const unreadable = '"no end';
    expect(refusal({ query: `{ a ${unreadable}` })).toMatchObject({ code: 'GRAPHQL_PARSE_FAILED' });
    expect(refusal({ query: `{ ${'a '.repeat(1_000)} ${unreadable}` })).toMatchObject({
      status: 400,
      code: 'LIMIT_TOKENS',
    });
  });

  test('depth', () => {
    expect(ask({ query: nested(13) }).operation.operation).toBe('query');
    expect(refusal({ query: nested(14) })).toMatchObject({
      status: 400,
      code: 'LIMIT_DEPTH',
      limit: 15,
      actual: 16,
    });
  });

  test('aliases', () => {
    const query = (count: number) =>
      `{ ${Array.from({ length: count }, (_, i) => `a${i}: fleet { id }`).join(' ')} }`;
    expect(ask({ query: query(30) }).operation.operation).toBe('query');
    expect(refusal({ query: query(31) })).toMatchObject({
      status: 400,
      code: 'LIMIT_ALIASES',
      limit: 30,
      actual: 31,
    });
  });

  test('directives', () => {
    const query = `{ fleet { ${'id @include(if: true) '.repeat(6)} } }`;
    expect(refusal({ query })).toMatchObject({ status: 400, code: 'LIMIT_DIRECTIVES', limit: 5, actual: 6 });
  });

  test('directives of fragments count too', () => {
    const query = `{ fleet { ...a @skip(if: false) } } fragment a on Ship { ${'id @include(if: true) '.repeat(5)} }`;
    expect(refusal({ query })).toMatchObject({ code: 'LIMIT_DIRECTIVES' });
  });

  test('breadth', () => {
    const query = `{ fleet { ${'id '.repeat(101)} } }`;
    expect(refusal({ query })).toMatchObject({ status: 400, code: 'LIMIT_BREADTH', limit: 100, actual: 101 });
  });

  test('cost: a field by its weight, a list by its slicing argument, also when that is a variable', () => {
    expect(ask({ query: '{ harbour { name } }' }).operation.operation).toBe('query');
    expect(refusal({ query: '{ a: harbour { name } b: harbour { name } }' })).toMatchObject({
      status: 400,
      code: 'LIMIT_COST',
      limit: 100_000,
      actual: 120_000,
    });
    expect(refusal({ query: '{ fleet(first: 200000) { id } }' })).toMatchObject({
      code: 'LIMIT_COST',
      actual: 200_000,
    });
    const query = 'query ($n: Int) { fleet(first: $n) { sister { id } } }';
    expect(ask({ query, variables: { n: 1_000 } }).coercedVariables).toEqual({ n: 1_000 });
    expect(refusal({ query, variables: { n: 60_000 } })).toMatchObject({
      code: 'LIMIT_COST',
      actual: 120_000,
    });
  });

  test('nested fragments that expand to millions of fields are refused in milliseconds', () => {
    const fragments = Array.from(
      { length: 30 },
      (_, i) => `fragment f${i} on Ship { ...f${i + 1} ...f${i + 1} }`,
    );
    const query = `{ fleet { ...f0 } } ${fragments.join(' ')} fragment f30 on Ship { id name }`;
    const begin = performance.now();
    expect(refusal({ query })).toMatchObject({ status: 400, code: 'LIMIT_FIELDS', limit: 2_000 });
    expect(performance.now() - begin).toBeLessThan(100);
  });

  test('fragments that spread one another in a circle are refused, not followed', () => {
    const query = '{ fleet { ...a } } fragment a on Ship { ...b } fragment b on Ship { ...a }';
    expect(refusal({ query })).toMatchObject({ status: 400, code: 'GRAPHQL_VALIDATION_FAILED' });
  });

  test('persisted documents are exempt', () => {
    expect(ask({ documentId: wideHash }, OPERATOR).text).toBe(WIDE);
    expect(refusal({ query: WIDE })).toMatchObject({ code: 'LIMIT_ALIASES' });
  });
});

describe('persisted documents', () => {
  test('run without the scope explore, by each form in which clients send the hash', () => {
    for (const body of [
      { documentId: hash },
      { documentId: `sha256:${hash}` },
      { extensions: { persistedQuery: { version: 1, sha256Hash: hash } } },
      { extensions: { persistedQuery: { version: 1, sha256Hash: `sha256:${hash}` } } },
      { documentId: hash, query: '' },
    ]) {
      expect(ask(body, OPERATOR).text).toBe(NAMES);
    }
  });

  test('an ad hoc operation needs the scope explore', () => {
    expect(refusal({ query: '{ fleet { id } }' }, OPERATOR)).toMatchObject({
      status: 403,
      code: 'FORBIDDEN',
      scope: 'explore',
    });
  });

  test('the text of a persisted document without its hash is ad hoc', () => {
    expect(refusal({ query: NAMES }, OPERATOR)).toMatchObject({ status: 403, scope: 'explore' });
  });

  test('a known hash runs its own document, whatever text stands beside it', () => {
    expect(ask({ documentId: hash, query: '{ fleet { code } }' }, OPERATOR).text).toBe(NAMES);
  });

  test('an unknown hash cannot bring in a text of one’s own', () => {
    const body = { documentId: 'f'.repeat(64), query: '{ fleet { id } }' };
    expect(refusal(body, OPERATOR)).toMatchObject({ status: 403, scope: 'explore' });
    expect(refusal({ documentId: 'f'.repeat(64) }, OPERATOR)).toMatchObject({
      status: 400,
      code: 'PERSISTED_QUERY_NOT_FOUND',
    });
  });

  test('introspection needs the scope explore', () => {
    const query = '{ __schema { types { name } } }';
    expect(refusal({ query }, OPERATOR)).toMatchObject({ status: 403, scope: 'explore' });
    expect(ask({ query }, ['explore']).operation.operation).toBe('query');
  });
});

describe('access', () => {
  test('a field needs its scope', () => {
    expect(refusal({ query: '{ fleet { crew } }' })).toMatchObject({
      status: 403,
      code: 'FORBIDDEN',
      field: 'Ship.crew',
      scope: 'sensors:read',
    });
    expect(ask({ query: '{ fleet { crew } }' }, [...EXPLORER, 'sensors:read']).text).toBe(
      '{ fleet { crew } }',
    );
  });

  test('explore alone shows no data', () => {
    expect(refusal({ query: '{ fleet { id } }' }, ['explore'])).toMatchObject({
      status: 403,
      scope: 'city:read',
    });
  });

  test('neither aliases, fragments, @skip nor another operation in the document get around it', () => {
    for (const query of [
      '{ fleet { id: code } }',
      '{ fleet { ... on Ship { ...a } } } fragment a on Ship { code }',
      '{ fleet { id code @skip(if: true) } }',
      'query A { fleet { id } } query B { fleet { code } }',
      'subscription { moves(shipId: 1) { ship { code } } }',
    ]) {
      expect(refusal({ query, operationName: query.includes('query A') ? 'A' : null })).toMatchObject({
        field: 'Ship.code',
      });
    }
  });

  test('mutations and subscriptions are asked as queries are', () => {
    expect(refusal({ query: 'mutation { rename(id: 1, name: "a") { id } }' })).toMatchObject({
      scope: 'operations:write',
    });
    expect(refusal({ query: 'subscription { moves(shipId: 1) { watch } }' })).toMatchObject({
      scope: 'sensors:read',
    });
  });

  test('a field that the supergraph says nothing about is open to nobody', () => {
    const silent = graph.sdl.replace(
      /(\bname: String! @join__field\(graph: SHIPS\)) @access\(scope: "city:read"\)/,
      '$1',
    );
    expect(silent).not.toBe(graph.sdl);
    const strict = operationGate(readGraph(silent), {
      persisted: new Map(),
      adHocScope: 'explore',
      limits: DEFAULT_LIMITS,
    });
    const request = readOperationRequest({ query: '{ fleet { name } }' });
    expect(() => strict(request, [...EXPLORER, 'sensors:read', 'operations:write', 'administer'])).toThrow(
      'Ship.name is not open to anyone.',
    );
  });
});

test('what decides on a field of another operation need not be given', () => {
  const query =
    'query A { fleet { ...a } } query B($v: Boolean!) { fleet { ...b } } fragment a on Ship { id } fragment b on Ship { id @skip(if: $v) }';
  expect(ask({ query, operationName: 'A' }).conditions).toEqual([]);
  expect(ask({ query, operationName: 'B', variables: { v: true } }).conditions).toEqual(['v']);
});

describe('what is not an operation', () => {
  test.each([
    [{}, 'BAD_REQUEST'],
    [[], 'BAD_REQUEST'],
    [{ query: 1 }, 'BAD_REQUEST'],
    [{ query: '{ a }', variables: 'x' }, 'BAD_REQUEST'],
    [{ query: '{' }, 'GRAPHQL_PARSE_FAILED'],
    [{ query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED'],
    [{ query: 'subscription { lastMove(shipId: 1) @skip { knots } }' }, 'GRAPHQL_VALIDATION_FAILED'],
    [
      {
        query: 'subscription ($v: Boolean!) { lastMove(shipId: 1) @include(if: $v) { knots } }',
        variables: { v: true },
      },
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [{ query: '{ fleet { id } }', operationName: 'other' }, 'OPERATION_RESOLUTION_FAILURE'],
    [{ query: 'query A { fleet { id } } query B { fleet { id } }' }, 'OPERATION_RESOLUTION_FAILURE'],
    [{ query: 'query ($id: ID!) { ship(id: $id) { id } }' }, 'BAD_USER_INPUT'],
    [
      { query: 'query ($v: Boolean = true) { fleet { id @skip(if: $v) } }', variables: { v: null } },
      'BAD_USER_INPUT',
    ],
  ])('%j is refused with 400 and %s', (body, code) => {
    expect(refusal(body)).toMatchObject({ status: 400, code });
  });
});
