import type { DistrictDirectory } from './directory.ts';

type Ring = DistrictDirectory['boundary'];

/** A tenth of a millimetre: two outlines that share an edge may round its points differently. */
const EDGE_TOLERANCE_DEGREES = 1e-9;

/** Even-odd rule: of two rings that share an edge as the same two points, one holds a point of that edge. */
export function ringContains(ring: Ring, longitude: number, latitude: number): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    // The lower end first, so that both neighbours of an edge do the same arithmetic.
    const [from, to] = ring[i]![1] <= ring[j]![1] ? [ring[i]!, ring[j]!] : [ring[j]!, ring[i]!];
    if (from[1] <= latitude && latitude < to[1]) {
      const crossing = from[0] + ((latitude - from[1]) / (to[1] - from[1])) * (to[0] - from[0]);
      if (longitude < crossing) inside = !inside;
    }
  }
  return inside;
}

export function ringTouches(ring: Ring, longitude: number, latitude: number): boolean {
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [x1, y1] = ring[j]!;
    const [x2, y2] = ring[i]!;
    const lengthSquared = (x2 - x1) ** 2 + (y2 - y1) ** 2;
    const along =
      lengthSquared === 0 ? 0 : ((longitude - x1) * (x2 - x1) + (latitude - y1) * (y2 - y1)) / lengthSquared;
    const t = Math.min(1, Math.max(0, along));
    const distance = Math.hypot(longitude - (x1 + t * (x2 - x1)), latitude - (y1 + t * (y2 - y1)));
    if (distance <= EDGE_TOLERANCE_DEGREES) return true;
  }
  return false;
}

/**
 * The one district that holds the point: the first whose interior does, else the first whose outline it lies on.
 * @param districts in a fixed order, so that the same point always falls to the same district.
 */
export function districtHolding(
  districts: readonly DistrictDirectory[],
  latitude: number,
  longitude: number,
): DistrictDirectory | undefined {
  return (
    districts.find((district) => ringContains(district.boundary, longitude, latitude)) ??
    districts.find((district) => ringTouches(district.boundary, longitude, latitude))
  );
}
