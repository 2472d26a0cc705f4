import { expect, test } from 'vitest';
import { retryWaitMs } from './retry-wait.ts';

test('pauses grow to a ceiling and never run away, also after days', () => {
  const longest = [0, 1, 5, 6, 1_000_000].map((attempt) => retryWaitMs(attempt, () => 1));
  expect(longest).toEqual([500, 750, 2_750, 2_750, 2_750]);
});

test('clients that were cut together do not come back together', () => {
  expect(retryWaitMs(6, () => 0)).toBeLessThan(retryWaitMs(6, () => 0.5));
});
