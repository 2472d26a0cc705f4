/**
 * Draws the outlines of Lisbon's nine areas and writes the registry's seed; run it by hand after moving a point:
 * `node processors/city-simulator/outlines/draw.ts`.
 */
import { writeFileSync } from 'node:fs';
import { Delaunay } from 'd3-delaunay';
import { intersection } from 'polyclip-ts';
import { alges, algesRim, areas, cityRim, type Point, westernBorder } from './control-points.ts';
import { bent, densified, fromPlane, noded, rounded, signedArea, smoothed, toPlane } from './rings.ts';

const CURVE_STEPS = 3;
const EDGE_STEP_KM = 0.22;
const seedFile = new URL('../../../subgraphs/registry/src/seed/lisbon.json', import.meta.url);

const plane = (points: readonly Point[]) => smoothed(points.map(toPlane), CURVE_STEPS);
const border = plane(westernBorder);
const city = [...plane(cityRim).slice(0, -1), ...border];
const algesCell = [...plane(algesRim).slice(0, -1), ...border.toReversed()];

const centres = areas.map(({ centre }) => toPlane(centre));
const [west, south, east, north] = [
  Math.min(...city.map(([x]) => x)) - 5,
  Math.min(...city.map(([, y]) => y)) - 5,
  Math.max(...city.map(([x]) => x)) + 5,
  Math.max(...city.map(([, y]) => y)) + 5,
];
const voronoi = Delaunay.from(centres).voronoi([west, south, east, north]);
const cells = areas.map((_, i) => {
  const clipped = intersection([voronoi.cellPolygon(i) as [number, number][]], [city as [number, number][]]);
  if (clipped.length !== 1 || clipped[0]!.length !== 1) throw new Error(`cell ${i} is not in one piece`);
  return clipped[0]![0]!;
});

const rings = noded([...cells, algesCell]).map((ring) =>
  densified(ring, EDGE_STEP_KM).map(bent).map(fromPlane).map(rounded),
);
const described = [...areas, alges];
const districts = described
  .map(({ district, name, population }, i) => {
    const planar = rings[i]!.map(toPlane);
    const boundary = signedArea(planar) > 0 ? rings[i]! : rings[i]!.toReversed();
    return {
      district,
      name,
      population,
      areaKm2: Math.round(Math.abs(signedArea(planar)) * 100) / 100,
      boundary,
    };
  })
  .sort((a, b) => (a.district < b.district ? -1 : 1));

const seed = {
  city: {
    city: 'lisbon',
    name: 'Lisbon',
    timeZone: 'Europe/Lisbon',
    clock: 'wall',
    countryCode: 'PT',
    population: districts.reduce((sum, { population }) => sum + population, 0),
  },
  districts,
};
// One line a district: a ring of a hundred points is nothing to read by line.
const lines = districts.map((district) => `    ${JSON.stringify(district)}`).join(',\n');
writeFileSync(seedFile, `{\n  "city": ${JSON.stringify(seed.city)},\n  "districts": [\n${lines}\n  ]\n}\n`);
