import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startTestPlatform, type TestPlatform } from '@citywatt/test-harness/platform';
import { expect, test } from '@playwright/test';
import { sampleBlocks } from './sample-blocks.ts';

const root = join(import.meta.dirname, '..');
const page = readFileSync(join(root, 'docs/integrate/README.md'), 'utf8');
const answers = sampleBlocks(page, 'json', 'answer');

let platform: TestPlatform;
let headers: Record<string, string>;
test.beforeAll(async () => {
  platform = await startTestPlatform();
  headers = { authorization: `Bearer ${await platform.mintKey('areas:read')}` };
  const [, replay] = /^npm run replay -- (docs\/.*)$/m.exec(page)!;
  await promisify(execFile)(process.execPath, ['platform/bootstrap.mjs', 'replay', ...replay!.split(' ')], {
    cwd: root,
    env: platform.environment,
  });
});
test.afterAll(async () => platform.stop());

const gateway = (path: string) => new URL(path, platform.graphqlUrl);

test('every route of the page gives the answer shown', async () => {
  const samples = sampleBlocks(page, 'sh', 'sample');
  expect(samples.size).toBeGreaterThanOrEqual(2);
  for (const [name, command] of samples) {
    const [, path] = /"localhost:4000([^"]+)"/.exec(command)!;
    const answer = async () => (await fetch(gateway(path!), { headers })).json();
    await expect.poll(answer, { message: name, timeout: 60_000 }).toEqual(JSON.parse(answers.get(name)!));
  }
});

test('every operation of the page gives the answer shown, with a key that may read areas only', async () => {
  const samples = sampleBlocks(page, 'graphql', 'sample');
  expect(samples.size).toBeGreaterThanOrEqual(1);
  for (const [name, query] of samples) {
    const answer = async () => {
      const response = await fetch(gateway('/public/graphql'), {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      return await response.json();
    };
    await expect.poll(answer, { message: name, timeout: 60_000 }).toEqual(JSON.parse(answers.get(name)!));
  }
});

test('areas are all that such a key sees, by every door', async () => {
  const sensors = await fetch(gateway('/api/v1/overview?city=lisbon'), { headers });
  expect(sensors.status).toBe(403);
  const inside = await fetch(gateway('/graphql'), {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ cities { id } }' }),
  });
  expect(inside.status).toBe(403);
  const tool = await fetch(gateway('/mcp'), {
    method: 'POST',
    headers: {
      ...headers,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'overview', arguments: { city: 'lisbon' } },
    }),
  });
  expect(await tool.json()).toMatchObject({ result: { isError: true } });
});

test('rows come as CSV', async () => {
  const response = await fetch(gateway('/api/v1/areas?first=2'), {
    headers: { ...headers, accept: 'text/csv' },
  });
  expect((await response.text()).split('\n').slice(0, 2)).toEqual([
    'id,kind,name,timeZone,population,areaKm2,partOf,partOf.id',
    expect.stringMatching(/^Area:demo\/lisbon,CITY,Lisbon,Europe\/Lisbon,/),
  ]);
});
