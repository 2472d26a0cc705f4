import { expect, test } from 'vitest';
import { outlineCenter } from './outline-center.ts';

test('the centre of a square is its middle, whichever way round and wherever it begins', () => {
  const square = [
    [-9.2, 38.7],
    [-9.1, 38.7],
    [-9.1, 38.8],
    [-9.2, 38.8],
    [-9.2, 38.7],
  ] as const;
  for (const ring of [square, square.toReversed()]) {
    const center = outlineCenter(ring);
    expect(center?.longitude).toBeCloseTo(-9.15, 9);
    expect(center?.latitude).toBeCloseTo(38.75, 9);
  }
});

test('an area with a long thin tail is not pulled to the tail by its many points', () => {
  const tail = Array.from({ length: 50 }, (_, i) => [1 + i / 50, 0.001] as const);
  const center = outlineCenter([[0, 0], [2, 0], ...tail.toReversed(), [1, 1], [0, 1], [0, 0]]);
  expect(center?.longitude).toBeLessThan(0.51);
});

test('without an outline there is no centre', () => {
  expect(outlineCenter([])).toBeNull();
});
