import { expect, test } from 'vitest';
import { smooth } from './smooth.ts';

test('a curve goes through every point that it is drawn from, and ends at the last', () => {
  const points: [number, number][] = [
    [0, 0],
    [10, 5],
    [20, 0],
    [30, 9],
  ];
  const curve = smooth(points);
  for (const point of points) expect(curve).toContainEqual(point);
  expect(curve.at(-1)).toEqual([30, 9]);
});

test('a straight line stays straight', () => {
  const curve = smooth([
    [0, 0],
    [10, 10],
    [20, 20],
  ]);
  for (const [x, y] of curve) expect(y).toBeCloseTo(x, 9);
});

test('nothing gives nothing', () => {
  expect(smooth([])).toEqual([]);
});
