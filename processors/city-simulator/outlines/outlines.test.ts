import { readFileSync } from 'node:fs';
import { intersection } from 'polyclip-ts';
import { describe, expect, test } from 'vitest';
import { createRoster } from '../src/city/roster.ts';
import type { Point } from './control-points.ts';
import { signedArea, toPlane } from './rings.ts';

interface Outline {
  readonly district: string;
  readonly areaKm2: number;
  readonly boundary: Point[];
}

const seed = JSON.parse(
  readFileSync(new URL('../../../subgraphs/registry/src/seed/lisbon.json', import.meta.url), 'utf8'),
) as { districts: Outline[] };
const outlines = seed.districts.map(({ district, areaKm2, boundary }) => ({
  district,
  areaKm2,
  boundary,
  plane: boundary.map(toPlane),
}));

/** Even-odd rule, written here so that the drawing is not checked by its own code. */
function holds(ring: readonly Point[], [x, y]: Point): boolean {
  let inside = false;
  for (let i = 1; i < ring.length; i++) {
    const [[x1, y1], [x2, y2]] = [ring[i - 1]!, ring[i]!];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  }
  return inside;
}

describe('the outlines of the nine areas', () => {
  test('there are the nine areas of the measured data', () => {
    expect(outlines.map(({ district }) => district)).toEqual(
      '1150 1170 1200 1250 1300 1350 1400 1495 1500'.split(' '),
    );
  });

  test.each(outlines)('$district is a closed counterclockwise ring of 30 to 60 points', (outline) => {
    const { boundary, plane, areaKm2 } = outline;
    expect(boundary.at(-1)).toEqual(boundary[0]);
    expect(boundary.length - 1).toBeGreaterThanOrEqual(30);
    expect(boundary.length - 1).toBeLessThanOrEqual(60);
    expect(new Set(boundary.map(String)).size).toBe(boundary.length - 1);
    expect(signedArea(plane)).toBeCloseTo(areaKm2, 2);
    expect(areaKm2).toBeGreaterThan(1);
  });

  test('no two overlap', () => {
    for (const [i, one] of outlines.entries()) {
      for (const other of outlines.slice(i + 1)) {
        const both = intersection([one.plane as [number, number][]], [other.plane as [number, number][]]);
        const areaKm2 = both.flat().reduce((sum, ring) => sum + Math.abs(signedArea(ring)), 0);
        expect([one.district, other.district, areaKm2 < 1e-6]).toEqual([one.district, other.district, true]);
      }
    }
  });

  test('38.72,-9.14 lies in exactly one', () => {
    expect(outlines.filter(({ boundary }) => holds(boundary, [-9.14, 38.72]))).toHaveLength(1);
  });
});

test('every sensor of the city stands in its own area', () => {
  const rings = new Map(outlines.map(({ district, boundary }) => [district, boundary]));
  for (const { name, district, location } of createRoster(1755, 280).flatMap(({ sensors }) => sensors)) {
    const inside = holds(rings.get(district)!, [location.longitude, location.latitude]);
    expect([name, inside]).toEqual([name, true]);
  }
});
