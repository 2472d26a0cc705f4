import { expect, test } from 'vitest';
import { clockwise, drawCity, FRAME } from './projection.ts';

/** As RFC 7946 wants it: counterclockwise. */
const ring = [
  [-9.2, 38.7],
  [-9.1, 38.7],
  [-9.1, 38.76],
  [-9.2, 38.76],
  [-9.2, 38.7],
];
type Outline = Parameters<typeof drawCity>[0][number];
const district = { id: 'a', boundary: ring } as unknown as Outline;

test('a district fills its own ground and not the rest of the globe', () => {
  const [drawn] = drawCity([district]).districts;
  // A ring wound the other way brings the outline of the globe along, as a second ring.
  expect(drawn!.path.match(/M/g)).toHaveLength(1);
  const xs = [...drawn!.path.matchAll(/[ML]([\d.-]+),/g)].map((match) => Number(match[1]));
  expect(Math.min(...xs)).toBeGreaterThan(0);
  expect(Math.max(...xs)).toBeLessThan(FRAME.width);
});

test('a ring that is clockwise already stays so', () => {
  const once = clockwise(ring);
  expect(clockwise(once)).toEqual(once);
});

test('a kilometre is as long as the ground says', () => {
  const { districts, kilometre } = drawCity([district]);
  const xs = [...districts[0]!.path.matchAll(/[ML]([\d.-]+),/g)].map((match) => Number(match[1]));
  // 0.1 degrees of longitude at 38.7 degrees north are 8.68 km.
  expect((Math.max(...xs) - Math.min(...xs)) / kilometre).toBeCloseTo(8.68, 1);
});

test('a city without districts is drawn as nothing', () => {
  expect(drawCity([]).districts).toEqual([]);
});
