import { fork } from 'node:child_process';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { FAULT_KINDS } from './faults.ts';
import { HAPPENINGS } from './happenings.ts';
import { knownSeeds } from './known-seeds.ts';
import type { RangeResult, SeedRange } from './seed-range.ts';
import { simulate } from './simulate.ts';

// Some twenty seconds of two cores; a busy machine takes its time.
vi.setConfig({ testTimeout: 600_000 });

const SEEDS = 1_000;
const PROCESSES = 2;

/** Of its own, without the test runner's way of importing: that doubles the cost of each call. */
const rangeOf = (range: SeedRange) =>
  new Promise<RangeResult>((resolve, reject) => {
    const child = fork(join(import.meta.dirname, 'seed-range.ts'), { execArgv: [] });
    child.on('message', (result: RangeResult) => {
      child.disconnect();
      resolve(result);
    });
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`seeds ${range.from} and on: ended with ${code}`)));
    child.send(range);
  });

test('whatever fails and whenever: windows are exact, checkpoints behind their rows, owners one at a time', async () => {
  const seeds = SEEDS / PROCESSES;
  const results = await Promise.all(
    Array.from({ length: PROCESSES }, (_, index) => rangeOf({ from: 1 + index * seeds, seeds })),
  );
  expect(results.flatMap(({ bad }) => bad)).toEqual([]);
  const kinds = new Set(results.flatMap(({ faults }) => faults.map(([kind]) => kind)));
  // A fault that never comes proves nothing.
  expect(kinds).toEqual(new Set(FAULT_KINDS));
  const met = results.flatMap(({ happenings }) => happenings).filter(([, times]) => times > 0);
  expect(new Set(met.map(([name]) => name))).toEqual(new Set(HAPPENINGS));
});

test.for(knownSeeds)('$name', async ({ seed }) => {
  expect((await simulate({ seed })).violations).toEqual([]);
});
