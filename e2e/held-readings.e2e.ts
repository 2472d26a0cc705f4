import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startTestPlatform, type TestPlatform } from '@citywatt/test-harness/platform';
import { expect, test } from '@playwright/test';
import { queryGraph } from './graph.ts';

const root = join(import.meta.dirname, '..');
const HOUR_MS = 3_600_000;
const FROM = Date.parse('2026-03-02T00:00:00Z');
const HOURS = 72;
const MISTAKEN = 60;
const hour = (index: number) => new Date(FROM + index * HOUR_MS).toISOString();

let platform: TestPlatform;
test.beforeAll(async () => {
  platform = await startTestPlatform();
});
test.afterAll(async () => platform.stop());

interface Held {
  readonly heldReadings: {
    readonly counts: readonly { readonly reason: string; readonly readings: number }[];
    readonly nodes: readonly { readonly id: string; readonly energyKwh: number; readonly start: string }[];
  };
}

interface Arrivals {
  readonly arrivals: readonly { readonly standing: string; readonly rule: string | null }[];
}
interface Lineage {
  readonly energyKwh: number;
  readonly parts: {
    readonly nodes: readonly {
      readonly spans: { readonly nodes: readonly { readonly readings: readonly Arrivals[] }[] };
    }[];
  };
}
interface Window {
  readonly city: {
    readonly districts: { readonly nodes: readonly { readonly windowLineage: Lineage | null }[] };
  };
}

const LIST = `{ heldReadings(cityId: "City:demo/faulty", list: DEADLETTER) {
  counts { reason readings } nodes { id energyKwh start sensor { name } } } }`;
const REPLAY = `mutation ($ids: [ID!]!) { replayHeldReadings(ids: $ids, confirm: true) {
  ... on ReplayHeldReadingsSuccess { replayed notFound } } }`;
const WINDOW = `{ city(slug: "faulty") { districts(first: 1) { nodes { windowLineage(start: "${hour(MISTAKEN)}", resolution: HOUR) {
  energyKwh parts { nodes { spans { nodes { readings { arrivals { standing rule } } } } } } } } } } }`;

test('a reading that validation stopped is on the list until someone lets it through; then it counts', async () => {
  const file = join(platform.dataFolder, 'faulty.csv');
  const rows = Array.from({ length: HOURS }, (_, index) => {
    const energy = (3 + (index % 24) / 10) * (index === MISTAKEN ? 1_000 : 1);
    return `old-town,meter,1-0:1.29.0,${hour(index)},${hour(index + 1)},${energy.toFixed(3)}`;
  });
  writeFileSync(file, `district,sensor,register,intervalStart,intervalEnd,energyKwh\n${rows.join('\n')}\n`);
  await promisify(execFile)(
    process.execPath,
    ['platform/bootstrap.mjs', 'replay', file, '--city', 'faulty', '--time-zone', 'UTC'],
    { cwd: root, env: platform.environment },
  );
  const key = await platform.mintKey('explore,city:read,sensors:read,operations:read,operations:write');
  const held = async () => (await queryGraph<Held>(platform, key, LIST)).heldReadings;
  await expect
    .poll(async () => (await held()).counts, { timeout: 60_000 })
    .toEqual([{ reason: 'UNIT_MISTAKE', readings: 1 }]);
  const [reading] = (await held()).nodes;
  expect(reading).toMatchObject({ energyKwh: 4_200, sensor: { name: 'faulty/old-town/meter' } });
  expect(Date.parse(reading!.start)).toBe(FROM + MISTAKEN * HOUR_MS);

  const result = await queryGraph(platform, key, REPLAY, { ids: [reading!.id] });
  expect(result).toEqual({ replayHeldReadings: { replayed: 1, notFound: [] } });
  const lineage = async () =>
    (await queryGraph<Window>(platform, key, WINDOW)).city.districts.nodes[0]?.windowLineage;
  await expect.poll(async () => (await lineage())?.energyKwh, { timeout: 60_000 }).toBe(4_200);
  const [part] = (await lineage())!.parts.nodes;
  // Between the two the platform may have estimated it.
  expect(part!.spans.nodes[0]!.readings[0]!.arrivals).toEqual(
    expect.arrayContaining([
      { standing: 'STOPPED', rule: 'unit-mistake' },
      { standing: 'COUNTS', rule: 'confirmed' },
    ]),
  );
  expect((await held()).nodes).toEqual([]);
});
