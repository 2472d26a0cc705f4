import { expect, test } from 'vitest';
import { energyUntil, peakOf, powerAt } from './day-figures.ts';

const QUARTER_MS = 900_000;
const midnight = Date.parse('2026-03-01T00:00:00Z');

function windows(...powerKw: number[]) {
  return powerKw.map((averagePowerKw, index) => ({
    start: new Date(midnight + index * QUARTER_MS).toISOString(),
    end: new Date(midnight + (index + 1) * QUARTER_MS).toISOString(),
    energyKwh: averagePowerKw / 4,
    averagePowerKw,
    state: 'FINAL' as const,
    quality: 'MEASURED' as const,
  }));
}

test('of the window that holds the moment only the part that has passed counts', () => {
  const day = windows(400, 400, 800);
  expect(energyUntil(day, midnight)).toBe(0);
  expect(energyUntil(day, midnight + 1.5 * QUARTER_MS)).toBe(150);
  expect(energyUntil(day, midnight + 10 * QUARTER_MS)).toBe(400);
});

test('a window that is left out adds nothing', () => {
  const [first, , third] = windows(400, 400, 800);
  expect(energyUntil([first!, third!], midnight + 3 * QUARTER_MS)).toBe(300);
});

test('the peak is the first of the highest windows; a day without windows has none', () => {
  expect(peakOf(windows(1, 5, 5, 2))?.start).toBe('2026-03-01T00:15:00.000Z');
  expect(peakOf([])).toBeUndefined();
});

test('a moment between windows that are there has no power', () => {
  const [first, , third] = windows(1, 2, 3);
  const at = (quarters: number) => powerAt([first!, third!], midnight + quarters * QUARTER_MS, QUARTER_MS);
  expect([0, 0.99, 1, 2, 3].map(at)).toEqual([1, 1, undefined, 3, undefined]);
});
