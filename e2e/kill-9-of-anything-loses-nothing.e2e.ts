import { startTestPlatform, type TestPlatform } from '@citywatt/test-harness/platform';
import { expect, test } from '@playwright/test';
import { expectExactRollups, replayLisbonHours } from './replay.ts';
import { optimizeRollups, storedIdentities } from './rollups.ts';

let platform: TestPlatform;
test.beforeAll(async () => {
  platform = await startTestPlatform({ environment: { CITYWATT_PROCESSORS: '2' } });
});
test.afterAll(async () => platform.stop());

/** 8,016 hours of data in about 40 seconds, so that the kills fall into the replay. */
const SPEED = 720_000;
const ROUNDS = 2;

test('processors, door, NATS and ClickHouse killed during a replay: the rollups are still exact', async () => {
  test.setTimeout(480_000);
  let replaying = true;
  const replay = replayLisbonHours(platform, 'lisbon-killed', SPEED).finally(() => {
    replaying = false;
  });
  // Awaited below; until then its failure must not end the run.
  replay.catch(() => {});
  await expect
    .poll(() => storedIdentities(platform, 'lisbon-killed'), { timeout: 60_000 })
    .toBeGreaterThan(0);
  let kills = 0;
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of ['processors', 'doors', 'nats', 'processors-2', 'clickhouse']) {
      if (!replaying) break;
      await platform.killAndAwaitRestart(name);
      kills++;
    }
  }
  await replay;
  expect(kills).toBeGreaterThanOrEqual(4);
  await expectExactRollups(platform, 'lisbon-killed');
  await optimizeRollups(platform);
  await expectExactRollups(platform, 'lisbon-killed');
});
