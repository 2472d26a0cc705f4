export const measures = ['density', 'power', 'peak'] as const;
export type Measure = (typeof measures)[number];

/** Fixed, never rescaled live: the same colour means the same load tomorrow. Preferred numbers R10; shares in tens. */
export const breaksOf: Readonly<Record<Measure, readonly number[]>> = {
  density: [2, 2.5, 3.2, 4, 5, 6.3],
  power: [10, 12.5, 16, 20, 25, 40],
  peak: [30, 40, 50, 60, 70, 80],
};

/** 1 is the lowest step, 7 the highest; a value on a break belongs to the step above it. */
export function rampStep(value: number, breaks: readonly number[]): number {
  let step = 1;
  for (const edge of breaks) if (value >= edge) step++;
  return step;
}

export interface DistrictScale {
  readonly areaKm2: number | null;
  readonly peakKw: number | undefined;
}

/** What a district is coloured by; undefined where what it is divided by is not known. */
export function measureValue(measure: Measure, powerKw: number, scale: DistrictScale): number | undefined {
  if (measure === 'power') return powerKw / 1_000;
  if (measure === 'density') return scale.areaKm2 ? powerKw / 1_000 / scale.areaKm2 : undefined;
  return scale.peakKw ? (100 * powerKw) / scale.peakKw : undefined;
}
