import { qualityIndex, surenessOf } from '@citywatt/consumption-windows/reading-quality';
import type { RegisterSpec } from '@citywatt/consumption-windows/register-spec';
import { wholeSecond } from '@citywatt/consumption-windows/spans';
import { MINUTE_MS } from '@citywatt/measurement-store/windows';
import type { FrameCursor } from '@citywatt/reading-stream/frame';
import type { SegmentKey } from '@citywatt/reading-stream/frame-layout';
import { UNCOUNTED_FROM, VERDICTS } from '@citywatt/reading-stream/verdict';
import type { DistrictState } from '../state/district-state.ts';
import { applyInterval, type Outcome } from './interval-reading.ts';
import { setLive } from './live-load.ts';
import { applyNext } from './next-reading.ts';
import type { ActorContext } from './outbox.ts';
import { applyRegister } from './register-reading.ts';
import { isBeyondBitmap, isDuplicate } from './validation/duplicate.ts';
import { isFuture } from './validation/future.ts';
import { isOrdinary, judge } from './validation/judge.ts';
import { learn } from './validation/levels.ts';
import { measure, nothingMeasured } from './validation/measure.ts';
import { advance, nowOf } from './watermark.ts';

/**
 * Readings by what became of them: `uncounted` are of a register or sensor that carries no consumption, `duplicate` and
 * `held` are what validation stopped.
 */
export type OutcomeCounts = Record<Outcome | 'uncounted' | 'duplicate' | 'held', number>;

export const noOutcomes = (): OutcomeCounts => ({
  placed: 0,
  duplicate: 0,
  held: 0,
  outranked: 0,
  revised: 0,
  cold: 0,
  base: 0,
  gap: 0,
  uncounted: 0,
});

const measured = nothingMeasured();

/**
 * Judges and applies the readings that the cursor stands on, which all belong to this district.
 * @param verdicts gets the verdict on each.
 * @returns whether any is held.
 */
export function applySegment(
  context: ActorContext,
  district: DistrictState,
  cursor: FrameCursor,
  outcomes: OutcomeCounts,
  verdicts: Uint8Array,
): boolean {
  const { key, count, values, times, sensorNumbers } = cursor;
  const ingestTime = wholeSecond(cursor.ingestTime);
  const quality = qualityIndex(key.quality);
  const given = key.mark === undefined ? undefined : VERDICTS[key.mark];
  const isEstimate = key.mark === 'estimate';
  const asGiven = surenessOf(quality, given ?? VERDICTS.accepted);
  const isPlain = given === undefined && asGiven === 0;
  const accepted = acceptedSpecs(district, key);
  if (ingestTime > district.latestIngest && !isEstimate) district.latestIngest = ingestTime;
  let now = nowOf(district, context.tick);
  // Where data are the clock nothing is ahead of it. After a standstill of the machine the first readings come before its
  // next tick: the door has seen the time.
  const clock = district.clock === 'data' ? Number.POSITIVE_INFINITY : Math.max(now, ingestTime);
  let ringEnd = district.hotFrom + ringSpan(district);
  let anyHeld = false;
  for (let index = 0; index < count; index++) {
    const sensor = sensorNumbers[index]!;
    const of = sensor < district.sensorCount ? district.sensors.spec[sensor]! : 0;
    if (!accepted[of]) {
      const isHeld = given === undefined && isFuture(times[index]! - clock);
      verdicts[index] = isHeld ? VERDICTS.future : VERDICTS.accepted;
      anyHeld ||= isHeld;
      outcomes[isHeld ? 'held' : 'uncounted']++;
      continue;
    }
    const spec = district.specs[of - 1]!;
    const time = times[index]!;
    const value = values[index]!;
    if (
      isPlain &&
      time <= ringEnd &&
      applyNext(context, district, spec, sensor, time, value, ingestTime, time - clock, measured)
    ) {
      verdicts[index] = VERDICTS.accepted;
      outcomes.placed++;
      if (time > district.latestEnd) {
        district.latestEnd = time;
        if (district.clock === 'data') now = time;
      }
      show(district, spec, sensor, time, now);
      continue;
    }
    measure(district, spec, sensor, key.intervalMs, time, value, measured);
    const ordinary = given === undefined && isOrdinary(district, spec, sensor, time - clock, measured);
    const verdict = ordinary
      ? VERDICTS.accepted
      : (repeats(district, spec, sensor, key, time, value, asGiven) ??
        given ??
        judge(district, spec, sensor, key.intervalMs, time, value, time - clock, measured));
    verdicts[index] = verdict;
    if (verdict >= UNCOUNTED_FROM) {
      if (verdict === VERDICTS.duplicate) outcomes.duplicate++;
      else {
        outcomes.held++;
        anyHeld = true;
      }
      continue;
    }
    if (time > district.latestEnd && !isEstimate) {
      district.latestEnd = time;
      if (district.hotFrom < 0 || time > ringEnd) {
        // The windows' rings hold a few hours: what is behind them leaves before this reading is placed.
        advance(context, district);
        ringEnd = district.hotFrom + ringSpan(district);
      }
      if (district.clock === 'data') now = time;
    }
    const sureness = ordinary ? asGiven : surenessOf(quality, verdict);
    const outcome =
      spec.kind === 'interval'
        ? applyInterval(
            context, district, spec, sensor, key.intervalMs, time, value, sureness, ingestTime,
          ) // biome-ignore format: a long call in a hot loop
        : applyRegister(context, district, spec, sensor, time, value, sureness, ingestTime);
    outcomes[outcome]++;
    if (isEstimate) continue;
    show(district, spec, sensor, time, now);
  }
  district.windowsChanged = true;
  return anyHeld;
}

/** Takes what was measured into what the sensor is known by and into the live picture. */
function show(district: DistrictState, spec: RegisterSpec, sensor: number, time: number, now: number) {
  learn(district.sensors, sensor, measured);
  if (time < district.sensors.liveTime[sensor]!) return;
  // A register that was not read before says nothing of its power yet.
  const watts = measured.watts > 0 ? Math.round(measured.watts) : 0;
  setLive(district, sensor, time, watts, spec.intervalMs, now);
}

/** Tells a reading that is not the sensor's latest and says what is held. */
function repeats(
  district: DistrictState,
  spec: RegisterSpec,
  sensor: number,
  key: SegmentKey,
  time: number,
  value: number,
  sureness: number,
): number | undefined {
  if (measured.isLatest) return undefined;
  if (spec.kind === 'interval') {
    const isOfRing =
      key.intervalMs === spec.intervalMs &&
      !isBeyondBitmap(district, sensor, time - spec.intervalMs, spec.intervalMs);
    if (!isOfRing) return undefined;
  }
  const start = spec.kind === 'interval' ? time - spec.intervalMs : time;
  return isDuplicate(district, sensor, start, value, sureness) ? VERDICTS.duplicate : undefined;
}

const ringSpan = (district: DistrictState) => (district.minutes.size - 1) * MINUTE_MS;

interface Accepted {
  readonly revision: number;
  /** By 1 + index of the spec: whether a reading of this segment's register counts for such a sensor. */
  readonly specs: readonly boolean[];
}
const acceptedOf = new WeakMap<SegmentKey, Accepted>();

function acceptedSpecs(district: DistrictState, key: SegmentKey): readonly boolean[] {
  const known = acceptedOf.get(key);
  if (known && known.revision === district.revision) return known.specs;
  const specs = [
    false,
    ...district.specs.map((spec) => spec.code === key.register && spec.kind === key.kind),
  ];
  acceptedOf.set(key, { revision: district.revision, specs });
  return specs;
}
