import type { RegisterSpec } from '@citywatt/consumption-windows/register-spec';
import { VERDICTS } from '@citywatt/reading-stream/verdict';
import type { DistrictState } from '../../state/district-state.ts';
import { HIGH, KNOWN_SECONDS, LEVELS, LOW, ZERO_SECONDS } from '../../state/sensor-columns.ts';
import { isAheadOfClock, isFuture } from './future.ts';
import { isImpossible } from './impossible.ts';
import { hasOtherSize } from './interval-size.ts';
import type { Measured } from './measure.ts';
import { isNegative } from './negative.ts';
import { isSpike } from './spike.ts';
import { isRegisterUnitMistake, isUnitMistake } from './unit-mistake.ts';
import { isZeroRun } from './zero-run.ts';

/**
 * Registers show whole steps, so the greatest power of a sensor comes again and again while its level fades: what is
 * within this factor of the levels is ordinary. Every rule that goes by them asks for more.
 */
const ORDINARY = 2;

/** Power that no rule has anything to say about. */
export function isWithinLevels(
  spec: RegisterSpec,
  levels: Float32Array,
  sensor: number,
  watts: number,
): boolean {
  return (
    watts > 0 &&
    watts <= ORDINARY * levels[sensor * LEVELS + HIGH]! &&
    ORDINARY * watts >= levels[sensor * LEVELS + LOW]! &&
    (spec.maximumWatts === 0 || watts <= spec.maximumWatts)
  );
}

/**
 * The next reading of a sensor within its levels: no rule has anything to say. Nearly all readings are such, so this is
 * all that most of them cost.
 */
export function isOrdinary(
  district: DistrictState,
  spec: RegisterSpec,
  sensor: number,
  aheadMs: number,
  measured: Measured,
): boolean {
  return (
    measured.isLatest &&
    !measured.isBehindGap &&
    isWithinLevels(spec, district.sensors.levels, sensor, measured.watts) &&
    !isAheadOfClock(aheadMs)
  );
}

/**
 * The verdict on a reading that has not come before: what stops it goes first, then what makes it suspect.
 * @param aheadMs how far it is ahead of the actor's clock.
 */
export function judge(
  district: DistrictState,
  spec: RegisterSpec,
  sensor: number,
  intervalMs: number,
  time: number,
  value: number,
  aheadMs: number,
  measured: Measured,
): number {
  const { levels, ringTime, ringValue } = district.sensors;
  const { watts, before } = measured;
  const at = sensor * LEVELS;
  const high = levels[at + HIGH]!;
  if (isFuture(aheadMs)) return VERDICTS.future;
  const known = levels[at + KNOWN_SECONDS]!;
  if (spec.kind === 'cumulative') {
    const { near } = measured;
    if (near >= 0 && !measured.comesBack && isRegisterUnitMistake(ringValue[near]!, value))
      return VERDICTS['unit-mistake'];
  } else if (isUnitMistake(watts, high, levels[at + LOW]!, known)) {
    return VERDICTS['unit-mistake'];
  }
  if (isImpossible(spec, measured)) return VERDICTS.impossible;
  if (hasOtherSize(spec, intervalMs)) return VERDICTS['interval-size'];
  if (isNegative(spec, value, time, before < 0 ? Number.NaN : ringTime[before]!, ringValue[before]!))
    return VERDICTS.negative;
  if (isSpike(watts, high, known)) return VERDICTS.spike;
  if (isZeroRun(watts, levels[at + ZERO_SECONDS]!, high)) return VERDICTS['zero-run'];
  if (isAheadOfClock(aheadMs)) return VERDICTS['ahead-of-clock'];
  return measured.isBehindGap ? VERDICTS['after-gap'] : VERDICTS.accepted;
}
