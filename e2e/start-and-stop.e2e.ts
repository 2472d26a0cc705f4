import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
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
  const folderBeside = `${first.dataFolder}-beside`;
  const beside = await startOnce({ ...first.environment, CITYWATT_DATA: folderBeside });
  await rm(folderBeside, { recursive: true, force: true });
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

/** Starts a platform, says where its data are, and waits for its end. */
const TEST_RUN = `
  const { startTestPlatform } = await import('@citywatt/test-harness/platform');
  console.log((await startTestPlatform()).dataFolder);
`;

test('a platform ends with the test run that started it, also by SIGKILL', async () => {
  const run = spawn(process.execPath, ['--input-type=module', '-e', TEST_RUN], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = (await once(createInterface({ input: run.stdout }), 'line')) as [string];
    const { processes } = JSON.parse(readFileSync(join(line, 'run.json'), 'utf8')) as {
      processes: { pid: number }[];
    };
    const living = () => processes.filter(({ pid }) => lives(pid));
    expect(processes.length).toBeGreaterThan(5);
    expect(living()).toEqual(processes);
    run.kill('SIGKILL');
    await expect.poll(living, { timeout: 60_000 }).toEqual([]);
    await rm(line, { recursive: true, force: true });
  } finally {
    run.kill('SIGKILL');
  }
});

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

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
