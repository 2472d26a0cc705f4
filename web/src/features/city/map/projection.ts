import { type GeoPath, geoMercator, geoPath } from 'd3-geo';
import type { DistrictOutline } from '../city-outline.ts';
import { innermostPoint } from './innermost-point.ts';

export const FRAME = { width: 1000, height: 610 } as const;
const INSET = { left: 92, top: 26, right: 904, bottom: 557 };

export interface DrawnDistrict {
  readonly path: string;
  /** Where its name stands, in shares of the frame. */
  readonly label: readonly [number, number];
}

export interface DrawnCity {
  readonly districts: readonly DrawnDistrict[];
  /** Draws what stands around the city in the same projection. */
  readonly line: (points: readonly (readonly [number, number])[]) => string;
  /** A place in shares of the frame. */
  readonly place: (point: readonly [number, number]) => readonly [number, number];
  /** Width of one kilometre in the frame. */
  readonly kilometre: number;
}

type Ring = [number, number][];

/** The graph sends rings as RFC 7946 wants them; d3-geo takes such a ring for all the rest of the globe. */
export function clockwise(ring: readonly (readonly number[])[]): Ring {
  const points = ring.map(([longitude, latitude]): [number, number] => [longitude!, latitude!]);
  let doubleArea = 0;
  for (let i = 1; i < points.length; i++) {
    doubleArea += points[i - 1]![0] * points[i]![1] - points[i]![0] * points[i - 1]![1];
  }
  return doubleArea > 0 ? points.reverse() : points;
}

export function drawCity(districts: readonly DistrictOutline[]): DrawnCity {
  const rings = districts.map((district) => clockwise(district.boundary));
  const whole = {
    type: 'MultiPolygon' as const,
    coordinates: rings.filter((ring) => ring.length > 3).map((ring) => [ring]),
  };
  const projection = geoMercator();
  if (whole.coordinates.length > 0) {
    projection.fitExtent(
      [
        [INSET.left, INSET.top],
        [INSET.right, INSET.bottom],
      ],
      whole,
    );
  }
  const path: GeoPath = geoPath(projection).digits(1);
  return {
    districts: rings.map((ring) => {
      const drawn = ring.map((point) => projection(point) ?? ([0, 0] as [number, number]));
      const [x, y] = innermostPoint(drawn);
      return {
        path: path({ type: 'Polygon', coordinates: [ring] }) ?? '',
        label: [x / FRAME.width, y / FRAME.height] as const,
      };
    }),
    line: (points) => path({ type: 'LineString', coordinates: points.map(([x, y]) => [x, y]) }) ?? '',
    place: ([longitude, latitude]) => {
      const [x, y] = projection([longitude, latitude]) ?? [0, 0];
      return [x / FRAME.width, y / FRAME.height];
    },
    kilometre: kilometreAt(projection, rings[0]?.[0] ?? [0, 0]),
  };
}

const KM_PER_DEGREE = 111.32;

function kilometreAt(
  projection: (point: [number, number]) => [number, number] | null,
  [lon, lat]: [number, number],
): number {
  const east = 1 / (KM_PER_DEGREE * Math.cos((lat * Math.PI) / 180));
  const [from, to] = [projection([lon, lat]), projection([lon + east, lat])];
  return from && to ? to[0] - from[0] : 0;
}
