import { expect, test } from 'vitest';
import { energyChange, energyUntil, peakOf, powerAt } from './day-figures.ts';

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

function dayOfWindows(today: number[], yesterdayFrom: number) {
  const before = windows(...Array.from({ length: 96 }, () => 400)).slice(yesterdayFrom);
  const points = windows(...today).map((window) => ({
    ...window,
    start: new Date(Date.parse(window.start) + 86_400_000).toISOString(),
    end: new Date(Date.parse(window.end) + 86_400_000).toISOString(),
  }));
  const totalEnergyKwh = points.reduce((sum, point) => sum + point.energyKwh, 0);
  return {
    id: 'c',
    day: { totalEnergyKwh, measuredShare: 1, points },
    dayBefore: { totalEnergyKwh: before.length * 100, points: before },
    weekBefore: { points: [] },
  };
}

test('today until now is held against yesterday until the same time', () => {
  const eightQuarters = dayOfWindows(
    Array.from({ length: 8 }, () => 440),
    0,
  );
  expect(energyChange(eightQuarters, [midnight, midnight + 8 * QUARTER_MS])).toBeCloseTo(0.1, 9);
});

test('a yesterday that is only filled from 01:00 on is held against nothing', () => {
  const eightQuarters = dayOfWindows(
    Array.from({ length: 8 }, () => 440),
    4,
  );
  expect(energyChange(eightQuarters, [midnight, midnight + 8 * QUARTER_MS])).toBeUndefined();
});
