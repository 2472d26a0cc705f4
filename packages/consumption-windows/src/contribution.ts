import { exceedsConnection } from './connection-limit.ts';
import type { RegisterSpec } from './register-spec.ts';

/** Energy that one sensor took over [from, to): what the actor places in windows and the repair path recounts. */
export interface Contribution {
  /** Milliseconds since 1970 UTC. */
  from: number;
  to: number;
  energyMilliwattHours: number;
  /** The register fell by more than a restart or a rollover explains, or rose by more than its connection gives. */
  suspect: boolean;
}

/** Without a declared connection a fall to more than this is taken for a correction, not for a restart. */
const UNDECLARED_MAXIMUM_WATTS = 1_000_000;

/** A gauge is held for this many expected intervals, then nothing is known. */
const HOLD_INTERVALS = 2;

/**
 * What two neighbouring readings of a cumulative register or of a power gauge contribute. A pure function of the two
 * and of the declared register, so a pair can be taken back exactly when a reading turns up between them.
 * @param confirmed someone has let the newer one through: what the register rose by is right.
 * @param out is overwritten: a fresh object a pair would cost more than the rest.
 */
export function pairContribution(
  spec: RegisterSpec,
  fromTime: number,
  fromValue: number,
  toTime: number,
  toValue: number,
  confirmed: boolean,
  out: Contribution,
): void {
  out.from = fromTime;
  out.to = toTime;
  out.suspect = false;
  if (spec.kind === 'gauge') {
    const until = Math.min(toTime, fromTime + HOLD_INTERVALS * spec.intervalMs);
    out.to = until;
    out.energyMilliwattHours = gaugeEnergy(fromValue, until - fromTime);
    return;
  }
  const difference = toValue - fromValue;
  out.energyMilliwattHours = difference;
  if (difference >= 0) {
    if (confirmed || !exceedsConnection(spec, difference, toTime - fromTime)) return;
    // The older one was wrong: what was in between cannot be known.
    out.energyMilliwattHours = 0;
    out.suspect = true;
    return;
  }
  const plausible = ((spec.maximumWatts || UNDECLARED_MAXIMUM_WATTS) * (toTime - fromTime)) / 3_600;
  const overRollover = difference + spec.rolloverMilliwattHours;
  if (spec.rolloverMilliwattHours > 0 && overRollover >= 0 && overRollover <= plausible) {
    out.energyMilliwattHours = overRollover;
  } else if (toValue >= 0 && toValue <= plausible) {
    out.energyMilliwattHours = toValue;
  } else {
    out.energyMilliwattHours = 0;
    out.suspect = true;
  }
}

/** Watts over milliseconds in whole milliwatt-hours. */
function gaugeEnergy(watts: number, lengthMs: number): number {
  return Math.round((watts * lengthMs) / 3_600);
}

/** Mean power in whole watts of an energy in milliwatt-hours over milliseconds. */
export const meanWatts = (energyMilliwattHours: number, lengthMs: number) =>
  Math.round((energyMilliwattHours * 3_600) / lengthMs);
