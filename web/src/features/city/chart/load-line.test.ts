import { expect, test } from 'vitest';
import { loadLine, readForward, withQuality } from './load-line.ts';

const MINUTE_MS = 60_000;
const point = (minute: number, averagePowerKw: number, quality: 'MEASURED' | 'ESTIMATED' = 'MEASURED') => ({
  start: new Date(minute * MINUTE_MS).toISOString(),
  end: new Date((minute + 1) * MINUTE_MS).toISOString(),
  averagePowerKw,
  quality,
});
const later = 1_000 * MINUTE_MS;

test('a mean stands in the middle of its window, what lies between two is on the straight', () => {
  const line = readForward(loadLine([point(0, 100), point(1, 200)], MINUTE_MS, later));
  expect([0.4, 0.5, 1, 1.5, 1.6].map((minute) => line.kwAt(minute * MINUTE_MS))).toEqual([
    undefined,
    100,
    150,
    200,
    undefined,
  ]);
});

test('a window that is left out is a gap, not a straight over it', () => {
  const line = readForward(loadLine([point(0, 100), point(2, 300)], MINUTE_MS, later));
  expect(line.kwAt(1.5 * MINUTE_MS)).toBeUndefined();
  expect(line.kwAt(2.5 * MINUTE_MS)).toBe(300);
});

test('a window that is open or has just ended is left out, since its readings are still arriving', () => {
  const points = [0, 15, 30].map((minute) => ({
    ...point(minute, minute),
    end: new Date((minute + 15) * MINUTE_MS).toISOString(),
  }));
  expect([...loadLine(points, 15 * MINUTE_MS, 45.25 * MINUTE_MS).kw]).toEqual([0, 15]);
  expect([...loadLine(points, 15 * MINUTE_MS, 45.5 * MINUTE_MS).kw]).toEqual([0, 15, 30]);
});

test('a provisional window is left out: only a part of the meters is in it', () => {
  const points = (['FINAL', 'REVISED', 'PROVISIONAL'] as const).map((state, minute) => ({
    ...point(minute, minute),
    state,
  }));
  expect([...loadLine(points, MINUTE_MS, later).kw]).toEqual([0, 1]);
});

test('an estimate colours the moments that are nearest to it', () => {
  const line = readForward(loadLine([point(0, 1), point(1, 1, 'ESTIMATED'), point(2, 1)], MINUTE_MS, later));
  expect([0.6, 1.2, 1.8, 2.4].map((minute) => line.estimatedAt(minute * MINUTE_MS))).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

test('minutes take their sureness from the quarter hour: an even share of a measurement is no estimate', () => {
  const line = loadLine(
    [point(0, 1, 'ESTIMATED'), point(14, 1), point(15, 1, 'ESTIMATED')],
    MINUTE_MS,
    later,
  );
  const quarter = (start: number, quality: 'MEASURED' | 'ESTIMATED') => ({
    start: new Date(start * MINUTE_MS).toISOString(),
    end: new Date((start + 15) * MINUTE_MS).toISOString(),
    quality,
  });
  expect([...withQuality(line, [quarter(0, 'MEASURED'), quarter(15, 'ESTIMATED')]).estimated]).toEqual([
    0, 0, 1,
  ]);
});
