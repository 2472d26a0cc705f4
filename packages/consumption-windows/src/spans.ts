import type { CurrentReadings } from '@citywatt/measurement-store/repair';
import { REGISTER_KINDS } from '@citywatt/reading-stream/frame-layout';
import { VERDICTS } from '@citywatt/reading-stream/verdict';
import { type Contribution, pairContribution } from './contribution.ts';
import { effectiveQuality, SUSPECT, surenessOf, WAS_REVISED } from './reading-quality.ts';
import type { RegisterSpec } from './register-spec.ts';

/** Actors keep the second in which a reading came in: what decides when raw readings expire need not be finer. */
export const wholeSecond = (time: number) => Math.floor(time / 1_000) * 1_000;

/** Energy that a sensor took between two of its readings, or in one interval. */
export interface Span extends Contribution {
  readonly sensor: number;
  /** Index in `QUALITIES` of the least sure reading. */
  readonly quality: number;
  /** The whole second in which the older of its readings came in first, milliseconds since 1970 UTC. */
  readonly oldest: number;
  /** Indexes of its readings, the same of an interval. */
  readonly first: number;
  readonly last: number;
}

/**
 * What each sensor took between its readings, or in its intervals.
 * @param specOf the register of a sensor that counts, if it has one.
 * @param readings sorted by sensor, register and time; of registers with their neighbours outside the range.
 * @param longestGapMs readings that came in farther apart are not bridged.
 */
export function* spansOf(
  specOf: (sensor: number) => RegisterSpec | undefined,
  readings: CurrentReadings,
  longestGapMs: number,
): Generator<Span> {
  const pair: Contribution = { from: 0, to: 0, energyMilliwattHours: 0, suspect: false };
  for (let index = 0; index < readings.sensorNumber.length; index++) {
    const sensor = readings.sensorNumber[index]!;
    const spec = specOf(sensor);
    if (!spec || !counts(spec, readings, index)) continue;
    const from = readings.intervalStart[index]!;
    const quality = effectiveQuality(surenessAt(readings, index));
    const oldest = wholeSecond(readings.oldestIngestTime[index]!);
    if (spec.kind === 'interval') {
      const energyMilliwattHours = readings.value[index]!;
      const to = from + readings.intervalMs[index]!;
      if (readings.verdict[index] === VERDICTS.estimate && isCovered(readings, index)) continue;
      yield {
        from,
        to,
        energyMilliwattHours,
        suspect: false,
        sensor,
        quality,
        oldest,
        first: index,
        last: index,
      };
      continue;
    }
    const next = index + 1;
    if (readings.sensorNumber[next] !== sensor || readings.register[next] !== spec.code) continue;
    const nextOldest = wholeSecond(readings.oldestIngestTime[next]!);
    // The actor does not bridge such a gap either: the reading before it would expire.
    if (nextOldest - oldest > longestGapMs) continue;
    pairContribution(
      spec,
      from,
      readings.value[index]!,
      readings.intervalStart[next]!,
      readings.value[next]!,
      readings.verdict[next] === VERDICTS.confirmed,
      pair,
    );
    const nextQuality = effectiveQuality(surenessAt(readings, next));
    const worst = Math.max(quality, nextQuality, pair.suspect ? SUSPECT : 0);
    // Field by field: copying objects was a third of what reading years again costs.
    yield {
      from: pair.from,
      to: pair.to,
      energyMilliwattHours: pair.energyMilliwattHours,
      suspect: pair.suspect,
      sensor,
      quality: worst,
      oldest: Math.min(oldest, nextOldest),
      first: index,
      last: next,
    };
  }
}

const counts = (spec: RegisterSpec, readings: CurrentReadings, index: number) =>
  readings.register[index] === spec.code && REGISTER_KINDS[readings.registerKind[index]!] === spec.kind;

const surenessAt = (readings: CurrentReadings, index: number) =>
  surenessOf(readings.quality[index]!, readings.verdict[index]!) |
  (readings.distinctValues[index]! > 1 ? WAS_REVISED : 0);

/**
 * Whether an interval that was estimated has been spoken of since, by a reading of another length. One of the same length
 * that lies elsewhere is another interval, as it is for the actor.
 */
function isCovered(readings: CurrentReadings, estimate: number): boolean {
  const from = readings.intervalStart[estimate]!;
  const to = from + readings.intervalMs[estimate]!;
  const isOfSensor = (index: number) =>
    readings.sensorNumber[index] === readings.sensorNumber[estimate] &&
    readings.register[index] === readings.register[estimate];
  const isReal = (index: number) => readings.verdict[index] !== VERDICTS.estimate;
  const isOfOtherLength = (index: number) => readings.intervalMs[index] !== readings.intervalMs[estimate];
  for (let next = estimate + 1; isOfSensor(next) && readings.intervalStart[next]! < to; next++) {
    if (isReal(next) && isOfOtherLength(next)) return true;
  }
  for (let before = estimate - 1; isOfSensor(before); before--) {
    if (isReal(before))
      return isOfOtherLength(before) && readings.intervalStart[before]! + readings.intervalMs[before]! > from;
  }
  return false;
}
