import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { post, until } from './clients.ts';
import { type Fleet, startFleet } from './fleet.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet[Symbol.asyncDispose]());

describe('queries', () => {
  test('are answered by all subgraphs that have a part in them', async () => {
    const { status, data } = await post(fleet.url, { query: '{ fleet(first: 2) { id name berth } }' });
    expect(status).toBe(200);
    expect(data).toEqual({
      fleet: [
        { id: '1', name: 'ship 1', berth: 'berth 1' },
        { id: '2', name: 'ship 2', berth: 'berth 2' },
      ],
    });
  });

  test('whose entities come due at one time fetch them in one request, each entity once', async () => {
    fleet.entityRequests.clear();
    fleet.berthsAsked.length = 0;
    fleet.holdShips(30);
    const query = 'query ($id: ID!) { ship(id: $id) { berth } }';
    const ids = Array.from({ length: 30 }, (_, index) => String(index % 4));
    const answers = await Promise.all(ids.map((id) => post(fleet.url, { query, variables: { id } })));
    expect(answers.map(({ data }) => data)).toEqual(ids.map((id) => ({ ship: { berth: `berth ${id}` } })));
    // All answers of the first subgraph are written at once, but read in as many turns as the kernel likes.
    expect(fleet.entityRequests.size).toBeLessThanOrEqual(8);
    expect(fleet.berthsAsked.length).toBeLessThanOrEqual(20);
  });

  test('one with many aliases of one entity asks for it once', async () => {
    fleet.berthsAsked.length = 0;
    const { data } = await post(fleet.url, {
      query: '{ a: ship(id: 7) { berth } b: ship(id: 7) { berth } }',
    });
    expect(data).toEqual({ a: { berth: 'berth 7' }, b: { berth: 'berth 7' } });
    expect(fleet.berthsAsked).toEqual(['7']);
  });

  test('mutations run', async () => {
    const { data } = await post(fleet.url, {
      query: 'mutation { rename(id: 1, name: "new") { name berth } }',
    });
    expect(data).toEqual({ rename: { name: 'new', berth: 'berth 1' } });
  });

  test('carry to the subgraph who asks and the name of the request', async () => {
    const query = '{ asking { tenant subject correlationId } }';
    const { data, headers } = await post(fleet.url, { query }, { 'x-correlation-id': 'mine-1' });
    expect(data).toEqual({ asking: { tenant: 'demo', subject: 'local-operator', correlationId: 'mine-1' } });
    expect(headers.get('x-correlation-id')).toBe('mine-1');
  });

  test('a name of a request that could forge a log line is replaced', async () => {
    const { headers } = await post(fleet.url, { query: '{ fleet { id } }' }, { 'x-correlation-id': 'a b"c' });
    expect(headers.get('x-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('introspection answers whoever may explore', async () => {
    const { data } = await post(fleet.url, { query: '{ __schema { queryType { name } } }' });
    expect(data).toEqual({ __schema: { queryType: { name: 'Query' } } });
  });
});

describe('errors', () => {
  test('a fault of ours shows nothing but a code and the name of the request', async () => {
    const answer = await post(fleet.url, { query: '{ broken }' }, { 'x-correlation-id': 'mine-2' });
    expect(answer.data).toEqual({ broken: null });
    expect(answer.errors).toEqual([
      {
        message: 'Internal error.',
        path: ['broken'],
        extensions: { code: 'INTERNAL_SERVER_ERROR', correlationId: 'mine-2' },
      },
    ]);
    expect(JSON.stringify(answer)).not.toContain('password');
  });

  test('what a subgraph says by a code of its own is passed on', async () => {
    const { errors } = await post(fleet.url, { query: '{ refused }' });
    expect(errors).toMatchObject([
      { message: 'The harbour is closed.', extensions: { code: 'HARBOUR_CLOSED' } },
    ]);
    expect(errors![0]!.extensions).toHaveProperty('correlationId');
    expect(errors![0]!.extensions).not.toHaveProperty('serviceName');
  });

  test.each([
    ['{', 400, 'BAD_REQUEST'],
    ['{}', 400, 'BAD_REQUEST'],
    ['{"query":"{"}', 400, 'GRAPHQL_PARSE_FAILED'],
    ['{"query":"{ nothing }"}', 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['{"query":"{ ... @defer { fleet { id } } }"}', 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['{"query":"{ fleet { code } }"}', 403, 'FORBIDDEN'],
    [`{"query":"{ ${'fleet { id } '.repeat(400)} }"}`, 400, 'LIMIT_TOKENS'],
    ['{"query":"subscription { moves(shipId: 1) { knots } }"}', 400, 'BAD_REQUEST'],
    [JSON.stringify({ query: `{ ${' '.repeat(300_000)} }` }), 413, 'PAYLOAD_TOO_LARGE'],
  ])('%# answers $1 $2', async (body, status, code) => {
    const answer = await post(fleet.url, body);
    expect([answer.status, answer.errors?.[0]?.extensions['code']]).toEqual([status, code]);
    expect(answer.errors![0]!.extensions['correlationId']).toBe(answer.headers.get('x-correlation-id'));
  });

  test('a form of another site cannot ask', async () => {
    const plain = await post(fleet.url, '{"query":"{ fleet { id } }"}', { 'content-type': 'text/plain' });
    expect([plain.status, plain.errors![0]!.extensions['code']]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    const form = await post(fleet.url, 'query=a', { 'content-type': 'application/x-www-form-urlencoded' });
    expect([form.status, form.errors![0]!.extensions['code']]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    const other = await post(fleet.url, { query: '{ fleet { id } }' }, { origin: 'https://evil.example' });
    expect([other.status, other.errors![0]!.extensions['code']]).toEqual([401, 'UNAUTHENTICATED']);
  });

  test('GET is refused with what to do instead', async () => {
    const response = await fetch(`${fleet.url}/graphql?query={fleet{id}}`);
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });
});

describe('pages', () => {
  test('GraphiQL is one page with nothing from elsewhere', async () => {
    const response = await fetch(`${fleet.url}/graphiql`);
    const page = await response.text();
    expect(response.status).toBe(200);
    expect(page).toContain('/graphql');
    expect(page).not.toMatch(/<(script|link)[^>]+(src|href)="https?:/);
    expect(response.headers.get('content-security-policy')).toContain("connect-src 'self'");
  });

  test('health', async () => {
    expect((await fetch(`${fleet.url}/healthz`)).status).toBe(200);
    expect(await (await fetch(`${fleet.url}/readyz`)).json()).toEqual({ ready: true });
  });
});

test('a gateway starts before its subgraphs, says so, and serves them when they come, go and come again', async () => {
  await using late = await startFleet({ subgraphs: 'down' });
  const readyz = async () => {
    const response = await fetch(`${late.url}/readyz`);
    return { status: response.status, ...((await response.json()) as { ready: boolean; reason?: string }) };
  };
  expect(await readyz()).toMatchObject({
    status: 503,
    ready: false,
    reason: expect.stringMatching(/positions: .*ships: /),
  });
  const query = { query: '{ ship(id: 1) { name berth } }' };
  const down = await post(late.url, query);
  expect(down.data).toEqual({ ship: null });
  expect(down.errors).toMatchObject([
    {
      message: 'The subgraph ships is not available.',
      extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'ships' },
    },
  ]);

  await late.startShips();
  await late.startPositions();
  await until('ready', async () => (await readyz()).ready);
  const whole = { ship: { name: 'ship 1', berth: 'berth 1' } };
  expect((await post(late.url, query)).data).toEqual(whole);

  await late.stopPositions();
  const half = await post(late.url, query);
  expect(half.errors).toMatchObject([
    { extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'positions' } },
  ]);
  expect((await post(late.url, { query: '{ ship(id: 1) { name } }' })).data).toEqual({
    ship: { name: 'ship 1' },
  });

  await late.startPositions();
  await until('whole again', async () => (await post(late.url, query)).errors === undefined);
  expect((await post(late.url, query)).data).toEqual(whole);
});
