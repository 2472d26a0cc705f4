import { startTestPlatform, type TestPlatform } from '@citywatt/test-harness/platform';
import { expect, test } from '@playwright/test';
import { chromiumMissing } from './chromium.ts';

test.skip(chromiumMissing() !== undefined, chromiumMissing() ?? '');

let platform: TestPlatform;
test.beforeAll(async () => {
  platform = await startTestPlatform({ city: true, environment: { CITYWATT_CITY_HISTORY_DAYS: '1' } });
});
test.afterAll(async () => platform?.stop());

test('a page that loses the platform says so within three seconds and goes on by itself', async ({
  page,
}) => {
  await page.goto(platform.dashboardUrl);
  const badge = page.getByTestId('live-badge');
  await expect(badge).toContainText('Live', { timeout: 30_000 });
  // Stopped, not killed: a graph that died could be back before the three seconds are over, and a page that never
  // stopped being live would be right.
  const graph = platform.pidOf('graph')!;
  process.kill(graph, 'SIGSTOP');
  await expect(badge).not.toContainText('Live', { timeout: 3_500 });
  process.kill(graph, 'SIGKILL');
  await expect(badge).toContainText('Live', { timeout: 30_000 });
});
