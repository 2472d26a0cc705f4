/** [longitude, latitude] in degrees, WGS 84. */
export type Point = readonly [number, number];

/**
 * Our own drawing of western Lisbon along the Tejo: corner points that `draw.ts` joins by a smooth curve. A drawing for
 * a dashboard, not an official limit, and made from no one's map data.
 */
export const cityRim: readonly Point[] = [
  [-9.2215, 38.6935],
  [-9.213, 38.6925],
  [-9.204, 38.6945],
  [-9.195, 38.6962],
  [-9.186, 38.6975],
  [-9.177, 38.6992],
  [-9.168, 38.7018],
  [-9.1595, 38.7042],
  [-9.151, 38.7052],
  [-9.1425, 38.7062],
  [-9.1345, 38.7092],
  [-9.1265, 38.7118],
  [-9.119, 38.7162],
  [-9.1135, 38.7215],
  [-9.1105, 38.728],
  [-9.1125, 38.7335],
  [-9.119, 38.7372],
  [-9.128, 38.7392],
  [-9.1375, 38.7412],
  [-9.1465, 38.7448],
  [-9.1545, 38.7495],
  [-9.161, 38.7552],
  [-9.168, 38.7605],
  [-9.1765, 38.7638],
  [-9.1865, 38.7645],
  [-9.196, 38.7625],
  [-9.2035, 38.758],
  [-9.2075, 38.752],
  [-9.2085, 38.745],
  [-9.2065, 38.7385],
  [-9.2055, 38.732],
  [-9.209, 38.7255],
  [-9.2155, 38.72],
  [-9.221, 38.714],
];

/** From the north to the bank: the border that the city shares with Algés. */
export const westernBorder: readonly Point[] = [
  [-9.221, 38.714],
  [-9.2205, 38.708],
  [-9.2235, 38.7025],
  [-9.2225, 38.6975],
  [-9.2215, 38.6935],
];

/** Algés beyond the western border, from the bank back to the north. */
export const algesRim: readonly Point[] = [
  [-9.221, 38.714],
  [-9.2295, 38.7135],
  [-9.238, 38.7105],
  [-9.2455, 38.7062],
  [-9.249, 38.7],
  [-9.2455, 38.6952],
  [-9.238, 38.6935],
  [-9.2295, 38.694],
  [-9.2215, 38.6935],
];

export interface Area {
  readonly district: string;
  readonly name: string;
  readonly population: number;
  readonly centre: Point;
}

/** Residents: INE, Censos 2021, summed by postal area. Centres decide the Voronoi cells. */
export const areas: readonly Area[] = [
  { district: '1150', name: 'Anjos', population: 16_302, centre: [-9.139, 38.7215] },
  { district: '1170', name: 'Graça', population: 29_796, centre: [-9.1265, 38.7205] },
  { district: '1200', name: 'Bairro Alto', population: 20_508, centre: [-9.1505, 38.7095] },
  { district: '1250', name: 'Avenida', population: 13_333, centre: [-9.1546, 38.7207] },
  { district: '1300', name: 'Ajuda', population: 26_913, centre: [-9.1915, 38.7109] },
  { district: '1350', name: 'Campo de Ourique', population: 20_096, centre: [-9.1706, 38.713] },
  { district: '1400', name: 'Belém', population: 16_203, centre: [-9.212, 38.7043] },
  { district: '1500', name: 'Benfica', population: 59_861, centre: [-9.1897, 38.739] },
];

/** Beyond the western border: no Voronoi cell but an outline of its own. */
export const alges: Area = {
  district: '1495',
  name: 'Algés',
  population: 22_273,
  centre: [-9.235, 38.7035],
};
