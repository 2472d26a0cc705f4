import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { paced } from './paced.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a thousand requests in a second run four times and the last one is not lost', () => {
  const ranAt: number[] = [];
  const pace = paced(250, () => ranAt.push(performance.now()));
  const begin = performance.now();
  for (let step = 0; step < 1_000; step++) {
    pace.request();
    vi.advanceTimersByTime(1);
  }
  vi.advanceTimersByTime(250);
  expect(ranAt.length).toBeLessThanOrEqual(5);
  expect(ranAt.at(-1)! - begin).toBeGreaterThanOrEqual(1_000);
  for (let i = 1; i < ranAt.length; i++) expect(ranAt[i]! - ranAt[i - 1]!).toBeGreaterThanOrEqual(250);
});

test('after it is stopped nothing runs', () => {
  const run = vi.fn();
  const pace = paced(250, run);
  pace.request();
  pace.stop();
  vi.advanceTimersByTime(1_000);
  expect(run).not.toHaveBeenCalled();
});
