type Point = readonly [number, number];

const GRID = 24;

/** The point of a grid over the outline that is farthest from its edge: there a name has the most room. */
export function innermostPoint(outline: readonly Point[]): Point {
  const xs = outline.map(([x]) => x);
  const ys = outline.map(([, y]) => y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  let best: Point = [(left + right) / 2, (top + bottom) / 2];
  let farthest = 0;
  for (let i = 1; i < GRID; i++) {
    for (let j = 1; j < GRID; j++) {
      const point: Point = [left + ((right - left) * i) / GRID, top + ((bottom - top) * j) / GRID];
      const distance = inside(point, outline) ? edgeDistance(point, outline) : 0;
      if (distance > farthest) [best, farthest] = [point, distance];
    }
  }
  return best;
}

function inside([x, y]: Point, outline: readonly Point[]): boolean {
  let within = false;
  for (let i = 0, j = outline.length - 1; i < outline.length; j = i++) {
    const [xi, yi] = outline[i]!;
    const [xj, yj] = outline[j]!;
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) within = !within;
  }
  return within;
}

function edgeDistance([x, y]: Point, outline: readonly Point[]): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 1; i < outline.length; i++) {
    const [x1, y1] = outline[i - 1]!;
    const [x2, y2] = outline[i]!;
    const [dx, dy] = [x2 - x1, y2 - y1];
    const length = dx * dx + dy * dy;
    const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / length));
    // Names are wide and low: room to the left and right counts for less.
    nearest = Math.min(nearest, Math.hypot((x - x1 - t * dx) * 0.6, y - y1 - t * dy));
  }
  return nearest;
}
