import { startTestPlatform, type TestPlatform } from '@citywatt/test-harness/platform';
import { expect, test } from '@playwright/test';
import { pointInBenfica, postReadings, type SimpleReading } from './door.ts';
import { storedIdentities } from './rollups.ts';

let platform: TestPlatform;
test.beforeAll(async () => {
  platform = await startTestPlatform({ environment: { CITYWATT_READINGS_MAX_BYTES: '2000000' } });
});
test.afterAll(async () => platform.stop());

const SENSORS = 50;
/** Read once: were it read for each request, two requests around a full minute would share identities. */
const LATEST_MINUTE = Math.floor(Date.now() / 60_000) * 60 - 3_600;
/** Each request holds readings of its own minutes, so that every reading has an identity of its own. */
function request(number: number): SimpleReading[] {
  const end = LATEST_MINUTE - number * 600;
  return Array.from({ length: SENSORS * 10 }, (_, index) => ({
    timestamp: end - Math.floor(index / SENSORS) * 60,
    geographic_coordinate: pointInBenfica(index % SENSORS),
    energy_usage: (10_000 + index) / 1e6,
  }));
}

test('with the processor stopped the door answers 503, and 201 again once it runs; nothing is lost', async () => {
  const key = await platform.mintKey();
  await expect
    .poll(async () => (await postReadings(platform, key, request(0))).status, { timeout: 30_000 })
    .toBe(201);
  let acknowledged = 1;
  const processors = platform.pidOf('processors')!;
  process.kill(processors, 'SIGSTOP');
  let refused: Response | undefined;
  try {
    for (let number = 1; number < 2_000 && !refused; number++) {
      const answer = await postReadings(platform, key, request(number));
      if (answer.status === 201) acknowledged++;
      else refused = answer;
    }
  } finally {
    process.kill(processors, 'SIGCONT');
  }
  expect(refused?.status).toBe(503);
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
  await expect
    .poll(async () => (await postReadings(platform, key, request(acknowledged))).status, { timeout: 120_000 })
    .toBe(201);
  acknowledged++;
  await expect
    .poll(() => storedIdentities(platform, 'lisbon'), { timeout: 60_000 })
    .toBe(acknowledged * SENSORS * 10);
});
