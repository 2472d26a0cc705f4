import { runK6 } from '@citywatt/load-tests/k6';
import { locateK6 } from '@citywatt/load-tests/locate-k6';
import { startTestPlatform, type TestPlatform } from '@citywatt/test-harness/platform';
import { expect, test } from '@playwright/test';
import { isCi } from './environment.ts';

let platform: TestPlatform;
test.beforeAll(async () => {
  platform = await startTestPlatform();
});
test.afterAll(async () => platform.stop());

test('k6: the smoke profile of ingest-readings passes its thresholds', async () => {
  // Building k6 takes minutes on a machine that never has.
  test.setTimeout(900_000);
  const k6 = await locateK6(console.log).catch((error: Error) => error);
  test.skip(k6 instanceof Error && !isCi, k6 instanceof Error ? k6.message : '');
  const code = await runK6(k6 as string, 'ingest-readings', 'smoke', {
    doorUrl: platform.doorUrl,
    graphqlUrl: platform.graphqlUrl,
    key: await platform.mintKey('areas:read,ingest'),
  });
  expect(code).toBe(0);
});
