import type { RegisterSpec } from './register-spec.ts';

/**
 * Whether an energy is more than the sensor's connection can give; of a moment shorter than the expected interval, in an
 * interval, since a register counts in steps. Nothing is known of a connection that is not declared.
 */
export const exceedsConnection = (
  spec: RegisterSpec,
  energyMilliwattHours: number,
  lengthMs: number,
): boolean =>
  spec.maximumWatts > 0 &&
  energyMilliwattHours * 3_600 > spec.maximumWatts * Math.max(lengthMs, spec.intervalMs);
