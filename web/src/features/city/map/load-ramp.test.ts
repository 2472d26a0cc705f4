import { expect, test } from 'vitest';
import { breaksOf, measures, measureValue, rampStep } from './load-ramp.ts';

test('a value on a break belongs to the step above it', () => {
  expect([1.9, 2, 3.99, 4, 6.3, 90].map((value) => rampStep(value, breaksOf.density))).toEqual([
    1, 2, 4, 5, 7, 7,
  ]);
});

test.each(measures)('%s has six rising breaks for seven colours', (measure) => {
  const breaks = breaksOf[measure];
  expect(breaks).toHaveLength(6);
  expect([...breaks].sort((a, b) => a - b)).toEqual(breaks);
});

test('without an area there is no density, without a peak no share of it', () => {
  expect(measureValue('density', 20_000, { areaKm2: 4, peakKw: undefined })).toBe(5);
  expect(measureValue('density', 20_000, { areaKm2: null, peakKw: undefined })).toBeUndefined();
  expect(measureValue('peak', 20_000, { areaKm2: 4, peakKw: undefined })).toBeUndefined();
  expect(measureValue('peak', 20_000, { areaKm2: 4, peakKw: 40_000 })).toBe(50);
});
