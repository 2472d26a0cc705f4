import { readFile, rename, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { post, subscribe, until } from './clients.ts';
import { type Fleet, startFleet } from './fleet.ts';

let fleet: Fleet;
beforeEach(async () => {
  fleet = await startFleet();
});
afterEach(() => fleet[Symbol.asyncDispose]());

/** As a deployment would: written beside it and moved into its place. */
async function put(sdl: string): Promise<void> {
  const file = fleet.config.supergraphFile;
  await writeFile(`${file}.new`, sdl);
  await rename(`${file}.new`, file);
}
const withSpeed = (sdl: string) =>
  sdl.replace(/(type Move\s[^{]*\{)/, '$1\n  speed: Int @join__field(graph: POSITIONS)');
const withoutKnots = (sdl: string) => sdl.replace(/^\s+knots: Int!.*$/m, '');
const original = () => readFile(fleet.config.supergraphFile, 'utf8');

async function fieldsOfMove(): Promise<readonly string[]> {
  const { data } = await post(fleet.url, { query: '{ __type(name: "Move") { fields { name } } }' });
  return (data!['__type'] as { fields: { name: string }[] }).fields.map(({ name }) => name);
}

test('what is still valid goes on without a break, and new fields are there', async () => {
  const client = subscribe(fleet.url, {
    query: 'subscription { moves(shipId: 1) { sequence knots ship { name } } }',
  });
  await until('subscribed', () => fleet.moves.listeners === 1);
  fleet.moves.move(1);
  await until('an event', () => client.got.length === 1);
  await put(withSpeed(await original()));
  await until('the new schema', async () => (await fieldsOfMove()).includes('speed'));
  fleet.moves.move(2);
  await until('goes on', () => client.got.length === 2);
  expect(client.got.at(-1)).toEqual({ moves: { sequence: '2', knots: 2, ship: { name: 'ship 1' } } });
  expect([client.ended, fleet.moves.subscribedFrom.length]).toEqual(['no', 1]);
  await client.close();
});

test('what is no longer valid ends by name, and the rest stays', async () => {
  const knots = subscribe(fleet.url, { query: 'subscription { moves(shipId: 1) { knots } }' });
  const names = subscribe(fleet.url, { query: 'subscription { moves(shipId: 1) { ship { name } } }' });
  await until('subscribed', () => fleet.moves.listeners === 2);
  await put(withoutKnots(await original()));
  await until('ended', () => knots.ended === 'failed');
  expect(knots.errors).toMatchObject([{ extensions: { code: 'SCHEMA_CHANGED' } }]);
  fleet.moves.move(1);
  await until('goes on', () => names.got.length === 1);
  expect(names.got).toEqual([{ moves: { ship: { name: 'ship 1' } } }]);
  await Promise.all([knots.close(), names.close()]);
});

test('a file that is no supergraph changes nothing, and the next good one is taken', async () => {
  const before = await original();
  await put('type Query { broken');
  await put(withoutKnots(before));
  await until('the next one', async () => !(await fieldsOfMove()).includes('knots'));
  expect((await post(fleet.url, { query: '{ ship(id: 1) { name } }' })).data).toEqual({
    ship: { name: 'ship 1' },
  });
});
