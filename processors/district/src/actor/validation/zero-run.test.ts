import { expect, test } from 'vitest';
import { isZeroRun } from './zero-run.ts';

const DAY = 86_400;

test.each([
  { watts: 0, zero: DAY, high: 300, run: true },
  { watts: 0, zero: DAY - 1, high: 300, run: false },
  { watts: 1, zero: DAY, high: 300, run: false },
  // Empty for weeks.
  { watts: 0, zero: 60 * DAY, high: 9, run: false },
])('$watts W after $zero s of nothing, $high W of late: $run', ({ watts, zero, high, run }) => {
  expect(isZeroRun(watts, zero, high)).toBe(run);
});
