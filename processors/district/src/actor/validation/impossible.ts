import { exceedsConnection } from '@citywatt/consumption-windows/connection-limit';
import type { RegisterSpec } from '@citywatt/consumption-windows/register-spec';
import type { Measured } from './measure.ts';

/** More than the sensor's connection can give, over an interval, since the reading before, or at a moment. */
export function isImpossible(spec: RegisterSpec, measured: Measured): boolean {
  const { watts, energyMilliwattHours, lengthMs } = measured;
  if (spec.kind === 'gauge') return spec.maximumWatts > 0 && watts > spec.maximumWatts;
  return exceedsConnection(spec, energyMilliwattHours, lengthMs);
}
