type Point = readonly [number, number];

/** What stands around a city on its map. Our own drawing, [longitude, latitude]; no surveyed line. */
export interface Surroundings {
  readonly bank: readonly Point[];
  readonly farBank: readonly Point[];
  readonly river: Point;
  readonly towns: readonly { readonly name: string; readonly at: Point }[];
}

const lisbon: Surroundings = {
  bank: [
    [-9.6, 38.672],
    [-9.4, 38.684],
    [-9.32, 38.6895],
    [-9.28, 38.692],
    [-9.25, 38.6934],
    [-9.236, 38.6931],
    [-9.2215, 38.6922],
    [-9.213, 38.6919],
    [-9.204, 38.6939],
    [-9.195, 38.6956],
    [-9.186, 38.6969],
    [-9.177, 38.6986],
    [-9.168, 38.7012],
    [-9.1595, 38.7036],
    [-9.151, 38.7046],
    [-9.1425, 38.7056],
    [-9.1342, 38.7086],
    [-9.1262, 38.7112],
    [-9.1185, 38.7158],
    [-9.1128, 38.7212],
    [-9.1075, 38.7285],
    [-9.1035, 38.738],
    [-9.0995, 38.75],
    [-9.094, 38.768],
    [-9.085, 38.8],
    [-9.06, 38.86],
  ],
  farBank: [
    [-9.6, 38.6],
    [-9.32, 38.656],
    [-9.255, 38.67],
    [-9.235, 38.6745],
    [-9.215, 38.6762],
    [-9.2, 38.6752],
    [-9.185, 38.6768],
    [-9.168, 38.6792],
    [-9.152, 38.682],
    [-9.138, 38.6795],
    [-9.12, 38.672],
    [-9.1, 38.662],
    [-9.05, 38.64],
    [-8.8, 38.6],
  ],
  river: [-9.152, 38.6925],
  towns: [
    { name: 'Amadora', at: [-9.2265, 38.7475] },
    { name: 'Oeiras', at: [-9.2545, 38.7275] },
  ],
};

const known: Readonly<Record<string, Surroundings>> = { lisbon };

export function surroundingsOf(citySlug: string): Surroundings | undefined {
  return known[citySlug];
}
