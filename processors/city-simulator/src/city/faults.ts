import type { CitySensor, SimulatedReading } from './city-sensor.ts';
import type { LivingCity } from './living-city.ts';
import { DAY_MS } from './local-time.ts';
import { uniform } from './noise.ts';

/** What real meters and networks do wrong; each fault happens to the same readings at every run of a seed. */
export const FAULT_KINDS = ['resets', 'gaps', 'duplicates', 'late', 'unit-mistakes'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];
export type Faults = ReadonlySet<FaultKind>;

/** Share of the readings; of resets, share of a register's days. */
const RATES: Readonly<Record<FaultKind, number>> = {
  resets: 0.01,
  gaps: 0.01,
  duplicates: 0.01,
  late: 0.01,
  'unit-mistakes': 0.001,
};
/** A late reading comes this long after it was due: behind the hot hours, and not yet lost. */
export const LATE_BY_MS = 3 * 3_600_000;
const RESET_DAYS_LOOKED_BACK = 400;
const FAULT_SEED = 0x0fa017;

const happens = (city: LivingCity, faults: Faults, kind: FaultKind, sensor: CitySensor, at: number) =>
  faults.has(kind) &&
  uniform(city.seed ^ (FAULT_SEED + FAULT_KINDS.indexOf(kind)), sensor.stream, at) < RATES[kind];

export const isMissing = (city: LivingCity, faults: Faults, sensor: CitySensor, end: number) =>
  happens(city, faults, 'gaps', sensor, end / 1_000);

export const isLate = (city: LivingCity, faults: Faults, sensor: CitySensor, end: number) =>
  happens(city, faults, 'late', sensor, end / 1_000);

/** The reading as it leaves the meter: as it is, or with a fault in it; none, one or two. */
export function asSent(
  city: LivingCity,
  faults: Faults,
  sensor: CitySensor,
  end: number,
): SimulatedReading[] {
  if (isMissing(city, faults, sensor, end)) return [];
  const right = city.reading(sensor, end);
  let { milliwattHours } = right;
  if (sensor.register.kind === 'cumulative') milliwattHours -= lostByReset(city, faults, sensor, end);
  // Watt-hours in the field for kilowatt-hours.
  if (happens(city, faults, 'unit-mistakes', sensor, end / 1_000)) milliwattHours *= 1_000;
  const reading = { ...right, milliwattHours };
  return happens(city, faults, 'duplicates', sensor, end / 1_000) ? [reading, reading] : [reading];
}

/** What the register stood at when it was last set to 0, at the beginning of a day. */
function lostByReset(city: LivingCity, faults: Faults, sensor: CitySensor, end: number): number {
  if (!faults.has('resets')) return 0;
  const today = Math.floor(end / DAY_MS);
  for (let day = today; day > today - RESET_DAYS_LOOKED_BACK; day--) {
    if (happens(city, faults, 'resets', sensor, day)) return city.countedUntil(sensor, day);
  }
  return 0;
}
