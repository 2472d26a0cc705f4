import { DAY_SECONDS } from './levels.ts';

/** Half of 10^3 in its exponent: Wh taken for kWh is a jump of 10^3, and the load itself may differ by 10. */
const JUMP = 100;
/** No jump from next to nothing: a kettle in an empty flat. */
const LEAST_HIGH_WATTS = 10_000;
const LEAST_LOW_WATTS = 20;
/** A register's stand changes little between two readings, so the factor shows as it is. */
const FACTOR = 1_000;
const REGISTER_TOLERANCE = 0.01;
const LEAST_STAND_MILLIWATT_HOURS = 1_000_000;

/** Far above all that the sensor has shown of late, or far below, by the factor between two units. */
export function isUnitMistake(watts: number, high: number, low: number, knownSeconds: number): boolean {
  if (knownSeconds < DAY_SECONDS) return false;
  if (watts > high) return watts >= LEAST_HIGH_WATTS && watts >= JUMP * high;
  return watts > 0 && low >= LEAST_LOW_WATTS && watts * JUMP <= low;
}

/** A register that stands at a thousand times, or a thousandth, of where it stood. */
export function isRegisterUnitMistake(before: number, value: number): boolean {
  if (before < LEAST_STAND_MILLIWATT_HOURS) return false;
  const tolerance = before * REGISTER_TOLERANCE;
  return (
    Math.abs(value - before * FACTOR) <= tolerance * FACTOR || Math.abs(value * FACTOR - before) <= tolerance
  );
}
