import type { CityDay } from '../day/use-city-day.ts';

interface EnergyWindow {
  readonly start: string;
  readonly end: string;
  readonly energyKwh: number;
}

/** Energy of the windows up to a moment; of the one that holds it, the part that has passed. */
export function energyUntil(points: readonly EnergyWindow[], untilMs: number): number {
  let energy = 0;
  for (const point of points) {
    const [start, end] = [Date.parse(point.start), Date.parse(point.end)];
    const passed = Math.min(1, Math.max(0, (untilMs - start) / (end - start)));
    energy += point.energyKwh * passed;
  }
  return energy;
}

/** The window with the highest mean power. */
export function peakOf(points: CityDay['day']['points']): CityDay['day']['points'][number] | undefined {
  let peak: CityDay['day']['points'][number] | undefined;
  for (const point of points)
    if (peak === undefined || point.averagePowerKw > peak.averagePowerKw) peak = point;
  return peak;
}

/** Mean power of the window that holds the moment. */
export function powerAt(
  points: readonly { readonly start: string; readonly averagePowerKw: number }[],
  atMs: number,
  windowMs: number,
): number | undefined {
  return points.find((point) => {
    const start = Date.parse(point.start);
    return start <= atMs && atMs < start + windowMs;
  })?.averagePowerKw;
}

export const QUARTER_MS = 900_000;

/**
 * Energy so far against that of yesterday's span until the same time, as a share. Undefined while either has holes: an
 * archive that is still being filled would make today look like a record.
 */
export function energyChange(day: CityDay, [fromMs, untilMs]: readonly [number, number]): number | undefined {
  const wanted = Math.floor((untilMs - fromMs) / QUARTER_MS);
  const passed = day.dayBefore.points.filter((point) => Date.parse(point.start) < untilMs).length;
  if (wanted === 0 || passed < wanted || day.day.points.length < wanted) return undefined;
  const before = energyUntil(day.dayBefore.points, untilMs);
  return before > 0 ? day.day.totalEnergyKwh / before - 1 : undefined;
}
