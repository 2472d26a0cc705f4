import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestPlatform } from '@citywatt/test-harness/platform';
import { expect } from '@playwright/test';
import { LISBON_HOURS, recountLisbonHours } from './lisbon-hours.ts';
import { differences, storedRollups } from './rollups.ts';

const root = join(import.meta.dirname, '..');

/** `npm run replay` of the measured hours into a city of its own; `speed` in seconds of data a second. */
export async function replayLisbonHours(
  platform: TestPlatform,
  city: string,
  speed?: number,
): Promise<string> {
  const args = [
    'platform/bootstrap.mjs',
    'replay',
    LISBON_HOURS,
    '--city',
    city,
    '--columns',
    'eventTime=ts_utc,district=cp4,energyKwh=kwh',
    '--interval',
    '1h',
    '--time-zone',
    'Europe/Lisbon',
    ...(speed === undefined ? [] : ['--speed', String(speed)]),
  ];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: root,
    env: platform.environment,
  });
  return stdout;
}

/** Every district-hour and district-day of the store equals the recount of the file, to the milliwatt-hour. */
export async function expectExactRollups(platform: TestPlatform, city: string): Promise<void> {
  const expected = recountLisbonHours();
  await expect
    .poll(
      async () => {
        const lines = differences(expected, await storedRollups(platform, city));
        return lines.length === 0 ? 'equal' : `${lines.length} differ: ${lines.slice(0, 3).join('; ')}`;
      },
      { timeout: 180_000, intervals: [1_000] },
    )
    .toBe('equal');
}
