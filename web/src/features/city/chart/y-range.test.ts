import { expect, test } from 'vitest';
import { createYScale, yRangeOf } from './y-range.ts';

test.each([
  [192.3, 197.2],
  [0, 0],
  [0, 3_000],
  [99.9, 100.1],
  [84_000, 197_000],
])('the values from %d to %d lie inside, and the step divides the range', (min, max) => {
  const { low, high, step } = yRangeOf(min, max);
  expect(low).toBeLessThanOrEqual(min);
  expect(high).toBeGreaterThanOrEqual(max);
  expect(low).toBeGreaterThanOrEqual(0);
  expect(Math.round((high - low) / step)).toBeCloseTo((high - low) / step, 6);
});

test.each([
  [192.3, 197.2],
  [60, 200],
])('the values from %d to %d have four to seven steps at most', (min, max) => {
  const { low, high, step } = yRangeOf(min, max);
  expect((high - low) / step).toBeLessThanOrEqual(7);
});

test('a live scale grows at once and shrinks only after a minute', () => {
  const scale = createYScale();
  const wide = scale(100, 200, 0);
  expect(scale(140, 160, 30_000)).toEqual(wide);
  expect(scale(140, 160, 61_000).high).toBeLessThan(wide.high);
  expect(scale(100, 300, 61_500).high).toBeGreaterThanOrEqual(300);
});
