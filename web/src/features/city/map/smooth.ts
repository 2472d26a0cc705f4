type Point = readonly [number, number];

const PARTS = 8;

/** A curve through the points (Catmull-Rom, centripetal enough for points at like distances). */
export function smooth(points: readonly Point[]): Point[] {
  const curve: Point[] = [];
  for (let i = 0; i + 1 < points.length; i++) {
    const [p0, p1, p2, p3] = [
      points[i - 1] ?? points[i]!,
      points[i]!,
      points[i + 1]!,
      points[i + 2] ?? points[i + 1]!,
    ];
    for (let part = 0; part < PARTS; part++) {
      const t = part / PARTS;
      curve.push([spline(p0[0], p1[0], p2[0], p3[0], t), spline(p0[1], p1[1], p2[1], p3[1], t)]);
    }
  }
  const last = points.at(-1);
  if (last !== undefined) curve.push(last);
  return curve;
}

function spline(a: number, b: number, c: number, d: number, t: number): number {
  return (
    0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t * t * t)
  );
}
