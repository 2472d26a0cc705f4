import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { startTestPlatform } from '@citywatt/test-harness/platform';
import { expect, test } from '@playwright/test';
import { pointInBenfica, postReadings } from './door.ts';
import { storedIdentities } from './rollups.ts';

const root = join(import.meta.dirname, '..');

test('data survive a stop, nothing is left running, and a dead child comes back by itself', async () => {
  const first = await startTestPlatform();
  const key = await first.mintKey();
  const timestamp = Math.floor(Date.now() / 1_000);
  const reading = { timestamp, geographic_coordinate: pointInBenfica(1), energy_usage: 0.25 };
  await expect.poll(async () => (await postReadings(first, key, [reading])).status).toBe(201);
  await expect.poll(() => storedIdentities(first, 'lisbon'), { timeout: 30_000 }).toBe(1);
  for (const name of ['postgres', 'graph']) await first.killAndAwaitRestart(name);
  await expect
    .poll(
      () =>
        fetch(`${first.dashboardUrl}/readyz`).then(
          (answer) => answer.status,
          () => 0,
        ),
      { timeout: 30_000 },
    )
    .toBe(200);
  expect(first.output()).toMatch(/postgres .*starting it again/);
  // A second start on the same folder, and one on the same ports, are refused in words.
  const again = await startOnce(first.environment);
  expect(again.code).toBe(1);
  expect(again.printed).toMatch(/A platform runs on .* already/);
  const beside = await startOnce({ ...first.environment, CITYWATT_DATA: `${first.dataFolder}-beside` });
  expect(beside.code).toBe(1);
  expect(beside.printed).toMatch(/taken: CITYWATT_PORT \d+/);
  expect(
    beside.printed
      .trim()
      .split('\n')
      .filter((line) => /taken/.test(line)),
  ).toHaveLength(1);
  await first.stop({ keepData: true });

  const second = await startTestPlatform({ dataFolder: first.dataFolder });
  try {
    expect(await storedIdentities(second, 'lisbon')).toBe(1);
    // The key too: it lies in the data folder.
    expect((await postReadings(second, key, [{ ...reading, timestamp: timestamp + 1 }])).status).toBe(201);
  } finally {
    await second.stop();
  }
});

function startOnce(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<{ code: number; printed: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['platform/bootstrap.mjs', 'start'],
      { cwd: root, env: environment, timeout: 60_000 },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), printed: stdout + stderr }),
    );
  });
}
