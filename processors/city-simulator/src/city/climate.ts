import weather from '../fitted/lisbon-weather.fitted.json' with { type: 'json' };
import { DAY_MS } from './local-time.ts';
import { wander } from './noise.ts';

const YEAR_MS = 365.2425 * DAY_MS;
/** Weather comes in fronts of a few days on spells of a week or two. */
const FRONT_MS = 2.5 * DAY_MS;
const SPELL_MS = 9 * DAY_MS;
const STREAM = 1_000_001;

/** Of the year: a mean and two harmonics. */
export function yearBasis(time: number): number[] {
  const year = (2 * Math.PI * (time % YEAR_MS)) / YEAR_MS;
  return [1, Math.cos(year), Math.sin(year), Math.cos(2 * year), Math.sin(2 * year)];
}

/** Of the day: two harmonics, and its swing with the season. */
export function dayBasis(time: number): number[] {
  const [, cosine = 0, sine = 0] = yearBasis(time);
  const day = (2 * Math.PI * (time % DAY_MS)) / DAY_MS;
  return [
    Math.cos(day),
    Math.sin(day),
    Math.cos(2 * day),
    Math.sin(2 * day),
    Math.cos(day) * cosine,
    Math.cos(day) * sine,
  ];
}

/** Mean temperature of the day about `time`: the fitted climate and a seeded weather that strays from it as the real did. */
export function dayMeanCelsius(seed: number, time: number): number {
  const climate = yearBasis(time).reduce((sum, value, i) => sum + value * weather.coefficients[i]!, 0);
  const stray = 0.7 * wander(seed, STREAM, time, FRONT_MS) + 0.714 * wander(seed, STREAM + 1, time, SPELL_MS);
  return climate + weather.dayDeviationCelsius * stray;
}
