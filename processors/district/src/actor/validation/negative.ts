import { type Contribution, pairContribution } from '@citywatt/consumption-windows/contribution';
import type { RegisterSpec } from '@citywatt/consumption-windows/register-spec';

const pair: Contribution = { from: 0, to: 0, energyMilliwattHours: 0, suspect: false };

/**
 * Consumption below zero, a register below zero, or one that fell by more than a restart or a rollover explains.
 * @param beforeTime of the reading before; NaN when none is held.
 */
export function isNegative(
  spec: RegisterSpec,
  value: number,
  time: number,
  beforeTime: number,
  beforeValue: number,
): boolean {
  if (value < 0) return true;
  if (spec.kind !== 'cumulative' || !(beforeTime < time && value < beforeValue)) return false;
  pairContribution(spec, beforeTime, beforeValue, time, value, false, pair);
  return pair.suspect;
}
