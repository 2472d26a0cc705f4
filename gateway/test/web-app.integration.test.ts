import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Fleet, startFleet } from './fleet.ts';

let fleet: Fleet;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gateway-web-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<title>the app</title>');
  await writeFile(join(folder, 'assets/app-1a2b.js'), 'export {}');
  fleet = await startFleet({ webFolder: folder, subgraphs: 'down' });
});
afterAll(async () => {
  await fleet[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const get = (path: string, accept = 'text/html') => fetch(`${fleet.url}${path}`, { headers: { accept } });

describe('the web app', () => {
  test.each(['/', '/city/one', '/a/b/c'])('%s is its page, asked for anew each time', async (path) => {
    const response = await get(path);
    expect([response.status, await response.text()]).toEqual([200, '<title>the app</title>']);
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });

  test('files named by their content are kept for a year', async () => {
    const response = await get('/assets/app-1a2b.js', '*/*');
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('content-type')).toMatch(/javascript/);
  });

  test('what a script asks for in vain is not answered with the page', async () => {
    expect((await get('/assets/gone.js', '*/*')).status).toBe(404);
    expect((await get('/../supergraph.graphql', '*/*')).status).toBe(404);
    expect((await get('/%2e%2e/%2e%2e/etc/passwd', '*/*')).status).toBeGreaterThanOrEqual(400);
  });
});
