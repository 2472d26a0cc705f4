import type { RegisterSpec } from '@citywatt/consumption-windows/register-spec';

/** An interval of another length than the sensor declares. */
export const hasOtherSize = (spec: RegisterSpec, intervalMs: number): boolean =>
  spec.kind === 'interval' && intervalMs !== spec.intervalMs;
