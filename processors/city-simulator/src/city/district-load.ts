import loads from '../fitted/lisbon-loads.fitted.json' with { type: 'json' };
import { dayMeanCelsius } from './climate.ts';
import { hourOfWeek, localTime } from './local-time.ts';
import { wander } from './noise.ts';

export interface FittedLoad {
  readonly weekKw: readonly number[];
  readonly monthFactors: readonly number[];
  readonly heatingPerDegree: number;
  readonly coolingPerDegree: number;
  readonly residualDeviation: number;
  readonly measuredMeanKw: number;
}

export const fittedLoads: Readonly<Record<string, FittedLoad>> = loads.districts;
const HOURS_OF_WEEK = 168;
const RESIDUAL_MS = 5 * 3_600_000;
const CITY_STREAM = 1_000_010;
/** What the fit leaves over is half the city's (a holiday, a match) and half the district's own. */
const SHARED = Math.SQRT1_2;

/** Months come and go: the factor is that of the middle of the month, between middles in between. */
export function monthFactor(load: FittedLoad, time: number): number {
  const date = new Date(localTime(time));
  const length = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  const position = date.getUTCMonth() + (date.getUTCDate() - 0.5) / length - 0.5;
  const before = Math.floor(position);
  const along = position - before;
  const factor = (month: number) => load.monthFactors[(month + 12) % 12]!;
  return factor(before) * (1 - along) + factor(before + 1) * along;
}

/** Heating below, cooling above: what the day's temperature makes of the load, 1 in mild weather. */
export function temperatureFactor(load: FittedLoad, seed: number, time: number): number {
  const celsius = dayMeanCelsius(seed, time);
  const heating = Math.max(0, loads.heatingBelowCelsius - celsius) * load.heatingPerDegree;
  const cooling = Math.max(0, celsius - loads.coolingAboveCelsius) * load.coolingPerDegree;
  return Math.exp(heating + cooling);
}

/** Kilowatts of the week's shape; an hour's value stands at its middle. */
export function weekShape(load: FittedLoad, time: number): number {
  const position = hourOfWeek(time) - 0.5 + HOURS_OF_WEEK;
  const before = Math.floor(position);
  const along = position - before;
  return (
    load.weekKw[before % HOURS_OF_WEEK]! * (1 - along) + load.weekKw[(before + 1) % HOURS_OF_WEEK]! * along
  );
}

/**
 * The district's load in kilowatts as a function of time alone.
 * @param stream tells this district's own noise from its neighbours'.
 */
export function createDistrictLoad(seed: number, load: FittedLoad, stream: number): (time: number) => number {
  // Month and weather move slowly; feeders ask for the same district many times a second.
  let slowHour = Number.NaN;
  let slow = 1;
  return (time) => {
    const hour = Math.floor(time / 3_600_000);
    if (hour !== slowHour) {
      slow = monthFactor(load, hour * 3_600_000) * temperatureFactor(load, seed, hour * 3_600_000);
      slowHour = hour;
    }
    const residual =
      SHARED * wander(seed, CITY_STREAM, time, RESIDUAL_MS) +
      SHARED * wander(seed, CITY_STREAM + 1 + stream, time, RESIDUAL_MS);
    return weekShape(load, time) * slow * Math.exp(load.residualDeviation * residual);
  };
}
