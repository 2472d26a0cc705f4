import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { readConfig, withArguments } from '../src/environment.ts';
import { start } from '../src/start.ts';
import { post, subscribe, until } from './clients.ts';
import { logger, startFleet } from './fleet.ts';

test('a gateway that stops closes its sockets with 1001 and frees its upstreams', async () => {
  await using fleet = await startFleet();
  const clients = Array.from({ length: 20 }, () =>
    subscribe(fleet.url, { query: 'subscription { moves(shipId: 1) { knots } }' }),
  );
  await until('subscribed', () => fleet.moves.listeners === 1);
  fleet.moves.move(1);
  await until('all have it', () => clients.every(({ got }) => got.length === 1));
  await fleet.gateway.stop();
  await until('all closed', () => clients.every(({ closed }) => closed !== undefined));
  expect(new Set(clients.map(({ closed }) => closed!.code))).toEqual(new Set([1001]));
  await until('freed', () => fleet.moves.listeners === 0);
  await expect(fetch(`${fleet.url}/healthz`)).rejects.toThrow();
  await fleet.gateway.stop();
});

test('upgrades elsewhere than /graphql are answered 404', async () => {
  await using fleet = await startFleet();
  const response = await fetch(`${fleet.url}/other`, { headers: { accept: 'application/json' } });
  expect([response.status, await response.json()]).toMatchObject([
    404,
    { errors: [{ extensions: { code: 'NOT_FOUND' } }] },
  ]);
  const client = subscribe(`${fleet.url}/other`, { query: '{ fleet { id } }' });
  await until('refused', () => client.ended === 'failed');
});

describe('alone, on any federation 2 supergraph', () => {
  test('--supergraph needs no other setting, and the file is named from where the caller stands', () => {
    const environment = withArguments({ INIT_CWD: '/somewhere' }, ['--supergraph', 'mine.graphql']);
    const config = readConfig(environment);
    expect(config.supergraphFile).toBe('/somewhere/mine.graphql');
    expect(config.principalSecret.length).toBeGreaterThanOrEqual(32);
    expect(readConfig(withArguments({}, ['--supergraph', 'mine.graphql', '--port', '4123'])).port).toBe(4123);
    expect(() => readConfig(withArguments({}, []))).toThrow('CITYWATT_PRINCIPAL_SECRET');
    expect(() => withArguments({}, ['--nonsense'])).toThrow();
  });

  test('one without our directives is explored on loopback: nothing in it asks for a scope', async () => {
    await using fleet = await startFleet();
    const sdl = await readFile(fleet.config.supergraphFile, 'utf8');
    const bare = sdl
      .replaceAll(/^.*citywatt\.dev.*$/gm, '')
      .replaceAll(/^directive @(access|delivery|resumeCursor)\(.*$/gm, '')
      .replaceAll(/ @(access|delivery|resumeCursor)\([^)]*\)/g, '');
    expect(bare).not.toMatch(/@access|@delivery|@resumeCursor/);
    await using other = await startFleet({
      supergraphFile: await writeBeside(fleet.config.supergraphFile, bare),
    });
    expect((await post(other.url, { query: '{ ship(id: 1) { name berth } }' })).data).toEqual({
      ship: { name: 'ship 1', berth: 'berth 1' },
    });
    const client = subscribe(other.url, {
      query: 'subscription { moves(shipId: 1) { knots ship { name } } }',
    });
    await until('subscribed', () => fleet.moves.listeners === 1);
    fleet.moves.move(3);
    await until('an event', () => client.got.length === 1);
    expect(client.got).toEqual([{ moves: { knots: 3, ship: { name: 'ship 1' } } }]);
    await client.close();
  });

  test('an address for a subgraph that is not in it is a clear error', async () => {
    await using fleet = await startFleet();
    const config = { ...fleet.config, subgraphUrls: new Map([['shipz', 'http://127.0.0.1:1/graphql']]) };
    await expect(start(config, logger)).rejects.toThrow(
      'Not in the supergraph: shipz; it has positions, ships',
    );
  });

  test('a taken port is an error and leaves nothing running', async () => {
    await using fleet = await startFleet();
    await expect(start({ ...fleet.config, port: fleet.gateway.port }, logger)).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});

async function writeBeside(file: string, text: string): Promise<string> {
  await writeFile(`${file}.bare`, text);
  return `${file}.bare`;
}
