import { AxeBuilder } from '@axe-core/playwright';
import { startTestPlatform, type TestPlatform } from '@citywatt/test-harness/platform';
import { expect, test } from '@playwright/test';
import { chromiumMissing } from './chromium.ts';
import { pointInBenfica, postReadings } from './door.ts';

test.skip(chromiumMissing() !== undefined, chromiumMissing() ?? '');

let platform: TestPlatform;
test.beforeAll(async () => {
  platform = await startTestPlatform();
});
test.afterAll(async () => platform?.stop());

const sizes = [
  { name: 'phone', width: 390, height: 844 },
  { name: 'desktop', width: 1440, height: 900 },
  { name: 'wall', width: 2560, height: 1440 },
];

test('a reading that is posted changes its district’s number within two seconds, by exactly its power', async ({
  page,
}) => {
  const key = await platform.mintKey();
  const post = async (sensor: number, energyKwh: number) => {
    const timestamp = Math.floor(Date.now() / 1_000);
    const answer = await postReadings(platform, key, [
      { timestamp, geographic_coordinate: pointInBenfica(sensor), energy_usage: energyKwh },
    ]);
    expect(answer.status).toBe(201);
    return performance.now();
  };
  await post(1, 1);
  await page.goto(platform.dashboardUrl);
  const power = page.locator('[data-district="1500"] [data-testid="district-power"]');
  // A minute of 1 kWh is 60 kW.
  await expect(power).toHaveAttribute('data-kw', '60', { timeout: 20_000 });
  const postedAt = await post(2, 50.5);
  await expect(power).toHaveAttribute('data-kw', '3090', { timeout: 2_000 });
  expect(performance.now() - postedAt).toBeLessThan(2_000);
  await expect(power).toContainText('3.1');
  await expect(page.getByTestId('city-power')).toContainText('3.1');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the City page has no accessibility violation and no error in ${colorScheme}, at every size`, async ({
    browser,
  }) => {
    for (const size of sizes) {
      const context = await browser.newContext({ viewport: size, colorScheme, reducedMotion: 'reduce' });
      const page = await context.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text());
      });
      await page.goto(platform.dashboardUrl);
      await expect(page.locator('[data-district="1500"]').first()).toBeVisible({ timeout: 20_000 });
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual(
        [],
      );
      const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      expect([size.name, overflow]).toEqual([size.name, 0]);
      expect(errors).toEqual([]);
      await page.screenshot({ path: test.info().outputPath(`city-${colorScheme}-${size.name}.png`) });
      await context.close();
    }
  });
}
