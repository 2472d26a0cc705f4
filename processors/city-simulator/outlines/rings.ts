import type { Point } from './control-points.ts';

const KM_PER_DEGREE = 111.195;
const MEAN_LATITUDE = 38.72;
const WIDTH = Math.cos((MEAN_LATITUDE * Math.PI) / 180);

/** Kilometres in a plane about Lisbon: right to a few metres over the city. */
export const toPlane = ([longitude, latitude]: Point): [number, number] => [
  longitude * WIDTH * KM_PER_DEGREE,
  latitude * KM_PER_DEGREE,
];
export const fromPlane = ([x, y]: readonly [number, number]): [number, number] => [
  x / (WIDTH * KM_PER_DEGREE),
  y / KM_PER_DEGREE,
];

/** Six decimals, 10 cm: neighbours that computed a shared point each for itself then hold the same one. */
export const rounded = ([longitude, latitude]: Point): [number, number] => [
  Math.round(longitude * 1e6) / 1e6,
  Math.round(latitude * 1e6) / 1e6,
];

/** Signed, square kilometres; positive when the ring (plane points, closed) runs counterclockwise. */
export function signedArea(ring: readonly Point[]): number {
  let twice = 0;
  for (let i = 1; i < ring.length; i++)
    twice += ring[i - 1]![0] * ring[i]![1] - ring[i]![0] * ring[i - 1]![1];
  return twice / 2;
}

/** A Catmull-Rom curve through the points, `steps` pieces a section; the ends stay. */
export function smoothed(points: readonly Point[], steps: number): Point[] {
  const curve: Point[] = [];
  for (let i = 0; i + 1 < points.length; i++) {
    const [before, from, to, after] = [
      points[i - 1] ?? points[i]!,
      points[i]!,
      points[i + 1]!,
      points[i + 2] ?? points[i + 1]!,
    ];
    for (let step = 0; step < steps; step++) {
      const t = step / steps;
      const along = (axis: 0 | 1) =>
        0.5 *
        (2 * from[axis] +
          (to[axis] - before[axis]) * t +
          (2 * before[axis] - 5 * from[axis] + 4 * to[axis] - after[axis]) * t ** 2 +
          (3 * from[axis] - before[axis] - 3 * to[axis] + after[axis]) * t ** 3);
      curve.push([along(0), along(1)]);
    }
  }
  curve.push(points.at(-1)!);
  return curve;
}

const TOUCH_KM = 1e-6;

/** Adds to each ring the corners of the others that lie on its edges, so that shared borders hold the same points. */
export function noded(rings: readonly (readonly Point[])[]): Point[][] {
  const corners = rings.flat();
  return rings.map((ring) =>
    ring.flatMap((from, i) => {
      const to = ring[i + 1];
      if (!to) return [from];
      const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
      const between = corners
        .map((corner) => {
          const along =
            ((corner[0] - from[0]) * (to[0] - from[0]) + (corner[1] - from[1]) * (to[1] - from[1])) / length;
          const aside =
            ((corner[0] - from[0]) * (to[1] - from[1]) - (corner[1] - from[1]) * (to[0] - from[0])) / length;
          return { corner, along, aside: Math.abs(aside) };
        })
        .filter(({ along, aside }) => aside < TOUCH_KM && along > TOUCH_KM && along < length - TOUCH_KM)
        .sort((a, b) => a.along - b.along)
        .map(({ corner }) => corner);
      return [from, ...between];
    }),
  );
}

/** Cuts long edges; from the lesser end on, so that both neighbours get the same points. */
export function densified(ring: readonly Point[], stepKm: number): Point[] {
  return ring.flatMap((start, i) => {
    const end = ring[i + 1];
    if (!end) return [start];
    const forward = start[0] < end[0] || (start[0] === end[0] && start[1] < end[1]);
    const [from, to] = forward ? [start, end] : [end, start];
    const pieces = Math.max(1, Math.round(Math.hypot(to[0] - from[0], to[1] - from[1]) / stepKm));
    const inner = Array.from({ length: pieces - 1 }, (_, k): Point => {
      const t = (k + 1) / pieces;
      return [from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t];
    });
    return [start, ...(forward ? inner : inner.reverse())];
  });
}

/**
 * A gentle bend of the whole plane: straight borders become drawn ones, and what is shared stays shared because a point
 * moves by where it is and by nothing else. Small against its wave lengths, so that it folds nothing.
 */
export function bent([x, y]: Point): Point {
  return [
    x + 0.1 * Math.sin(y * 3.1 + 0.4) + 0.05 * Math.sin(y * 6.7 + x * 1.3),
    y + 0.1 * Math.sin(x * 2.9 + 1.1) + 0.05 * Math.sin(x * 5.9 - y * 1.7),
  ];
}
