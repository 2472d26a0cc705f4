import type { CitySensor, SimulatedReading } from './city-sensor.ts';
import { createDistrictLoad, fittedLoads } from './district-load.ts';
import { DAY_MS, MINUTE_MS, QUARTER_HOUR_MS } from './local-time.ts';
import { dayMilliwattHours, meterDay } from './meter-day.ts';
import { gaussian, uniform, wander } from './noise.ts';
import { type CityDistrict, createRoster } from './roster.ts';

/** Registers were set to what they had counted before on this day; until then they stand still. */
const REGISTERS_SINCE_DAY = Date.UTC(2026, 0, 1) / DAY_MS;
const FEEDER_WANDER_MS = 20 * MINUTE_MS;
/** Two days of each meter: today and, about midnight, yesterday. */
const DAYS_HELD = 2;

export interface LivingCity {
  readonly seed: number;
  readonly districts: readonly CityDistrict[];
  readonly sensors: readonly CitySensor[];
  /** Energy over [start, end): of a feeder any interval, of a meter whole quarter hours within a UTC day. */
  energy(sensor: CitySensor, start: number, end: number): number;
  /** What a cumulative register stands at, at the end of a quarter hour. */
  registerStand(sensor: CitySensor, time: number): number;
  /** What the register counted from its first day to the beginning of another, both UTC. */
  countedUntil(sensor: CitySensor, day: number): number;
  reading(sensor: CitySensor, end: number): SimulatedReading;
}

/** The city as a pure function of seed, sensor and time; what it holds only saves work. */
export function createLivingCity(seed: number, householdsPerDistrict: number): LivingCity {
  const districts = createRoster(seed, householdsPerDistrict);
  const loads = new Map(
    districts.map(({ district }, i) => [district, createDistrictLoad(seed, fittedLoads[district]!, i)]),
  );
  const days = new Map<number, { day: number; cumulated: Float64Array }[]>();
  const counted = new Map<number, { day: number; sum: number }>();

  function dayOf(sensor: CitySensor, day: number): Float64Array {
    const held = days.get(sensor.stream) ?? [];
    const known = held.find((entry) => entry.day === day);
    if (known) return known.cumulated;
    const cumulated = meterDay(seed, sensor, fittedLoads[sensor.district]!, day);
    days.set(sensor.stream, [{ day, cumulated }, ...held].slice(0, DAYS_HELD));
    return cumulated;
  }

  function countedUntil(sensor: CitySensor, day: number): number {
    let entry = counted.get(sensor.stream);
    if (!entry || entry.day > day) {
      const before = 1e9 + Math.floor(uniform(seed, sensor.stream, 6) * 1.9e10);
      entry = { day: REGISTERS_SINCE_DAY, sum: before };
    }
    const load = fittedLoads[sensor.district]!;
    let { day: at, sum } = entry;
    for (; at < day; at++) sum += dayMilliwattHours(seed, sensor, load, at);
    counted.set(sensor.stream, { day: at, sum });
    return sum;
  }

  function energy(sensor: CitySensor, start: number, end: number): number {
    if (sensor.shape === 'feeder') {
      const middle = (start + end) / 2;
      const own =
        1 +
        0.05 * wander(seed, sensor.stream, middle, FEEDER_WANDER_MS) +
        0.015 * gaussian(seed, sensor.stream, middle / 1_000);
      return Math.round((loads.get(sensor.district)!(middle) * sensor.scale * own * (end - start)) / 3.6);
    }
    const day = Math.floor(start / DAY_MS);
    const cumulated = dayOf(sensor, day);
    const quarter = (time: number) => Math.round((time - day * DAY_MS) / QUARTER_HOUR_MS);
    return cumulated[quarter(end)]! - cumulated[quarter(start)]!;
  }

  function registerStand(sensor: CitySensor, time: number): number {
    const day = Math.floor(time / DAY_MS);
    const quarter = Math.round((time - day * DAY_MS) / QUARTER_HOUR_MS);
    return countedUntil(sensor, day) + dayOf(sensor, day)[quarter]!;
  }

  return {
    seed,
    districts,
    sensors: districts.flatMap((district) => district.sensors),
    energy,
    registerStand,
    countedUntil,
    reading(sensor, end) {
      if (sensor.register.kind === 'cumulative') {
        return { sensor, start: end, end, milliwattHours: registerStand(sensor, end) };
      }
      const start = end - sensor.register.intervalMs;
      return { sensor, start, end, milliwattHours: energy(sensor, start, end) };
    },
  };
}
