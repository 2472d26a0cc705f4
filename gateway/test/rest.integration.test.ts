import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RestOperationRow } from '../src/rest/rest-operations.ts';
import { type Fleet, startFleet } from './fleet.ts';

const operation = (
  more: Partial<RestOperationRow> & Pick<RestOperationRow, 'name' | 'path' | 'document'>,
): RestOperationRow => ({
  graph: 'whole',
  description: `About ${more.name}.`,
  parameters: [],
  ...more,
});
const ship = { variable: 'ship', name: 'ship', description: 'Id of a ship.' };
const OPERATIONS: readonly RestOperationRow[] = [
  operation({
    name: 'OneShip',
    path: '/ships/{ship}',
    parameters: [ship],
    document: 'query OneShip($ship: ID!) { ship(id: $ship) { id name berth crew } }',
  }),
];

let folder: string;
let fleet: Fleet;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gateway-rest-'));
  const file = join(folder, 'operations.json');
  await writeFile(file, JSON.stringify(OPERATIONS));
  fleet = await startFleet({ restOperationsFile: file });
});
afterAll(async () => {
  await fleet[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}) => fetch(fleet.url + path, { headers });

describe('REST', () => {
  test('answers with the value of the operation, and in one line when it still holds', async () => {
    const response = await get('/api/v1/ships/7');
    expect([response.status, await response.json()]).toEqual([
      200,
      { id: '7', name: 'ship 7', berth: 'berth 7', crew: ['captain'] },
    ]);
    const etag = response.headers.get('etag')!;
    const again = await get('/api/v1/ships/7', { 'if-none-match': etag });
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect((await get('/api/v1/ships/8', { 'if-none-match': etag })).status).toBe(200);
  });

  test('what is wrong is said as a problem, with where', async () => {
    const response = await get('/api/v1/ships/7?colour=red');
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect([response.status, await response.json()]).toMatchObject([
      400,
      {
        title: 'BAD_USER_INPUT',
        detail: 'colour is not a parameter; there are ship.',
        correlationId: expect.any(String),
      },
    ]);
    const unknown = await get('/api/v1/nothing');
    expect(unknown.status).toBe(404);
    const nobody = await get('/api/v1/ships/7', { authorization: 'Bearer cw_0_no' });
    expect([nobody.status, (await nobody.json()).title]).toEqual([401, 'UNAUTHENTICATED']);
  });

  test('is described by an OpenAPI document, with the fields that it answers', async () => {
    const document = await (await get('/api/v1/openapi.json')).json();
    expect(document.openapi).toBe('3.1.0');
    const { get: item } = document.paths['/ships/{ship}'];
    expect(item.parameters).toEqual([
      { name: 'ship', in: 'path', required: true, description: 'Id of a ship.', schema: { type: 'string' } },
    ]);
    expect(item.responses[200].content['application/json'].schema).toMatchObject({
      properties: { name: { type: 'string' }, crew: { type: 'array', items: { type: 'string' } } },
      required: ['id', 'name', 'berth', 'crew'],
    });
  });

  test('has a page to try it, with nothing from elsewhere', async () => {
    const page = await get('/api/docs');
    expect(page.status).toBe(200);
    expect(await page.text()).not.toMatch(/(src|href)="https?:/);
  });
});

describe('MCP', () => {
  const connect = async () => {
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(new StreamableHTTPClientTransport(new URL(`${fleet.url}/mcp`)) as never);
    return client;
  };

  test('offers the operations as read-only tools and answers with what they answer', async () => {
    const client = await connect();
    const { tools } = await client.listTools();
    expect(tools).toMatchObject([
      {
        name: 'one_ship',
        inputSchema: { required: ['ship'], properties: { ship: { type: 'string' } } },
        annotations: { readOnlyHint: true },
      },
    ]);
    const result = await client.callTool({ name: 'one_ship', arguments: { ship: '3' } });
    expect(result.structuredContent).toMatchObject({ id: '3', name: 'ship 3' });
    await client.close();
  });

  test('tells an assistant what was wrong with its arguments', async () => {
    const client = await connect();
    const result = await client.callTool({ name: 'one_ship', arguments: {} });
    expect(result).toMatchObject({
      isError: true,
      content: [{ type: 'text', text: expect.stringContaining('ship is missing: Id of a ship.') }],
    });
    await client.close();
  });

  test('a key that is not valid is 401, and there are no sessions to get or to end', async () => {
    const ask = (method: string, headers: Record<string, string> = {}) =>
      fetch(`${fleet.url}/mcp`, { method, headers });
    expect((await ask('POST', { authorization: 'Bearer cw_0_no' })).status).toBe(401);
    expect((await ask('GET')).status).toBe(405);
    expect((await ask('DELETE')).status).toBe(405);
  });
});
