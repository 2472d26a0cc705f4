import households from '../fitted/households.fitted.json' with { type: 'json' };
import type { CitySensor } from './city-sensor.ts';
import { type FittedLoad, monthFactor, temperatureFactor, weekShape } from './district-load.ts';
import { DAY_MS, halfHourOfDay, isWeekend, QUARTER_HOUR_MS } from './local-time.ts';
import { gaussian, uniform, wander } from './noise.ts';

export const QUARTERS = 96;
const APPLIANCE_MS = 5_400_000;
const QUANTILES = households.strayQuantiles;

/** Milliwatt-hours that a meter counts on a day (UTC), known without its quarter hours: so a register's stand is quick. */
export function dayMilliwattHours(seed: number, sensor: CitySensor, load: FittedLoad, day: number): number {
  const noon = day * DAY_MS + DAY_MS / 2;
  const season = monthFactor(load, noon) * temperatureFactor(load, seed, noon);
  const whim = 0.75 + 0.5 * uniform(seed, sensor.stream, day);
  const kind =
    sensor.shape === 'household' ? 1 : isWeekend(noon) ? weekendShare(load) : workingDayShare(load);
  return Math.round(sensor.scale * 24e6 * season * whim * kind);
}

/** What the meter has counted since the day began, whole milliwatt-hours, at each of the 97 ends of quarter hours. */
export function meterDay(seed: number, sensor: CitySensor, load: FittedLoad, day: number): Float64Array {
  const cumulated = new Float64Array(QUARTERS + 1);
  for (let quarter = 0; quarter < QUARTERS; quarter++) {
    const middle = day * DAY_MS + (quarter + 0.5) * QUARTER_HOUR_MS;
    const weight =
      sensor.shape === 'household'
        ? householdWeight(seed, sensor.stream, middle)
        : weekShape(load, middle) *
          Math.max(0.2, 1 + 0.15 * gaussian(seed, sensor.stream, middle / QUARTER_HOUR_MS));
    cumulated[quarter + 1] = cumulated[quarter]! + weight;
  }
  const scale = dayMilliwattHours(seed, sensor, load, day) / cumulated[QUARTERS]!;
  // Rounded where it stands: the differences are whole then and add up to the day.
  for (let end = 1; end <= QUARTERS; end++) cumulated[end] = Math.round(cumulated[end]! * scale);
  return cumulated;
}

/** The fitted half hour times a draw of how far real half hours stray, in spells of an appliance's length. */
function householdWeight(seed: number, stream: number, time: number): number {
  const day = isWeekend(time) ? households.weekend : households.workingDay;
  const draw =
    0.6 * wander(seed, stream, time, APPLIANCE_MS) + 0.8 * gaussian(seed, stream, time / QUARTER_HOUR_MS);
  // A logistic curve stands for the normal distribution: near enough to pick a quantile.
  const share = 1 / (1 + Math.exp(-1.702 * draw));
  const stray = QUANTILES[Math.min(QUANTILES.length - 1, Math.floor(share * QUANTILES.length))]!;
  return day[halfHourOfDay(time)]! * (0.05 + 0.95 * stray);
}

const shares = new WeakMap<FittedLoad, readonly [number, number]>();
function dayShares(load: FittedLoad): readonly [number, number] {
  const known = shares.get(load);
  if (known) return known;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const week = mean(load.weekKw);
  const made = [mean(load.weekKw.slice(0, 120)) / week, mean(load.weekKw.slice(120)) / week] as const;
  shares.set(load, made);
  return made;
}
const workingDayShare = (load: FittedLoad) => dayShares(load)[0];
const weekendShare = (load: FittedLoad) => dayShares(load)[1];
