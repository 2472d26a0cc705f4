import { sameKindDays } from '@citywatt/measurement-store/same-kind-days';
import { QUARTER_HOUR_MS } from '@citywatt/measurement-store/windows';

/** One day says too little of the others. */
const LEAST_DAYS = 2;

/** Starts of the quarter hours that an interval touches. */
export function quartersOf(start: number, end: number): number[] {
  const quarters: number[] = [];
  for (let at = Math.floor(start / QUARTER_HOUR_MS) * QUARTER_HOUR_MS; at < end; at += QUARTER_HOUR_MS)
    quarters.push(at);
  return quarters;
}

/**
 * The energy of an interval by its sensor's profile, in whole milliwatt-hours; undefined when a quarter hour of it is
 * known of too few days.
 * @param energyOn what the sensor took in a quarter hour of an earlier day, if that is known and sure.
 */
export function estimateEnergy(
  start: number,
  end: number,
  timeZone: string,
  energyOn: (quarterStart: number) => number | undefined,
): number | undefined {
  let energy = 0;
  for (const quarter of quartersOf(start, end)) {
    const known = sameKindDays(timeZone, quarter)
      .map(energyOn)
      .filter((value) => value !== undefined);
    if (known.length < LEAST_DAYS) return undefined;
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    const part = Math.min(end, quarter + QUARTER_HOUR_MS) - Math.max(start, quarter);
    energy += (mean * part) / QUARTER_HOUR_MS;
  }
  return Math.round(energy);
}
