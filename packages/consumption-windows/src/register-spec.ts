import {
  ACTIVE_IMPORT_CUMULATIVE,
  ACTIVE_IMPORT_INTERVAL,
  ACTIVE_IMPORT_POWER,
  type RegisterKind,
} from '@citywatt/reading-stream/reading';
import type { Register } from '@citywatt/sensor-directory/directory';

/** The register of a sensor that counts towards consumption, as the actor and the repair path need it. */
export interface RegisterSpec {
  readonly code: string;
  readonly kind: RegisterKind;
  readonly intervalMs: number;
  /** Milliwatt-hours after which a cumulative register starts at 0 again; 0 when it does not. */
  readonly rolloverMilliwattHours: number;
  /** What the sensor's connection can give; 0 when it is not declared. */
  readonly maximumWatts: number;
}

const CONSUMPTION_CODES = [ACTIVE_IMPORT_CUMULATIVE, ACTIVE_IMPORT_INTERVAL, ACTIVE_IMPORT_POWER];

/**
 * The first declared register that carries consumption. A sensor that declares several shows the same energy several
 * times, so the others are stored raw only.
 */
export function consumptionSpec(registers: readonly Register[]): RegisterSpec | undefined {
  const register = registers.find(({ code }) => CONSUMPTION_CODES.includes(code));
  return (
    register && {
      code: register.code,
      kind: register.kind,
      intervalMs: register.intervalMs,
      rolloverMilliwattHours: register.rolloverMilliwattHours ?? 0,
      maximumWatts: register.maximumWatts ?? 0,
    }
  );
}
