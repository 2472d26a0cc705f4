import { isEvenShare } from '@citywatt/consumption-windows/reading-quality';
import type { RegisterSpec } from '@citywatt/consumption-windows/register-spec';
import { MINUTE_MS, QUARTER_HOUR_MS } from '@citywatt/measurement-store/windows';
import type { DistrictState } from '../state/district-state.ts';
import { DIRTY, LISTED, RING } from '../state/sensor-columns.ts';
import type { ActorContext } from './outbox.ts';
import { addToWindow, placeMinutes } from './place-span.ts';
import { insert } from './register-reading.ts';
import { isAheadOfClock } from './validation/future.ts';
import { isWithinLevels } from './validation/judge.ts';
import { GAP_INTERVALS, type Measured } from './validation/measure.ts';

/**
 * The next reading of a cumulative register, as nearly all are: measured like the one before, within the sensor's
 * levels, in the open quarter hour that both lie in. Does what `applySegment` does with any other, by one look at each
 * column; says false, with nothing changed, about a reading that is not such.
 * @param aheadMs how far it is ahead of the actor's clock.
 * @param out gets what `measure` would say of it, as far as `learn` asks.
 */
export function applyNext(
  context: ActorContext,
  district: DistrictState,
  spec: RegisterSpec,
  sensor: number,
  time: number,
  value: number,
  ingestTime: number,
  aheadMs: number,
  out: Measured,
): boolean {
  const { sensors, quarters } = district;
  const count = sensors.ringCount[sensor]!;
  if (count === 0 || spec.kind !== 'cumulative') return false;
  const ring = sensor * RING;
  const newest = sensors.ringNewest[sensor]!;
  const before = ring + newest;
  const from = sensors.ringTime[before]!;
  const lengthMs = time - from;
  const energy = value - sensors.ringValue[before]!;
  const watts = (energy * 3_600) / lengthMs;
  if (
    !(lengthMs > 0) ||
    isEvenShare(lengthMs, MINUTE_MS) ||
    lengthMs > GAP_INTERVALS * spec.intervalMs ||
    !isWithinLevels(spec, sensors.levels, sensor, watts) ||
    sensors.ringSureness[before] !== 0 ||
    isAheadOfClock(aheadMs)
  )
    return false;
  // A fall before it: it may be what comes back.
  if (count > 1 && sensors.ringValue[ring + ((newest - 1) & (RING - 1))]! > value - energy) return false;
  const oldestSeconds = Math.min(sensors.ringIngest[before]!, Math.floor(ingestTime / 1_000));
  if (ingestTime - sensors.ringIngest[before]! * 1_000 > context.longestGapMs) return false;

  const quarter = Math.floor(from / QUARTER_HOUR_MS);
  const start = quarter * QUARTER_HOUR_MS;
  const end = start + QUARTER_HOUR_MS;
  const window = quarter & (quarters.size - 1);
  const place = sensor * sensors.quarters + (quarter & (sensors.quarters - 1));
  if (
    time > end ||
    end <= district.closedUntil ||
    start < district.hotFrom ||
    district.coldHours.size > 0 ||
    sensors.quarterNumber[place] !== quarter ||
    quarters.number[window] !== quarter
  )
    return false;

  insert(district, sensor, 0, time, value, 0, ingestTime);
  sensors.quarterEnergy[place]! += energy;
  sensors.quarterCount[place]!++;
  if (oldestSeconds < sensors.quarterOldest[place]!) sensors.quarterOldest[place] = oldestSeconds;
  const flags = sensors.quarterFlags[place]! | DIRTY;
  if (time === end && !(flags & LISTED)) {
    sensors.quarterFlags[place] = flags | LISTED;
    district.due.push(place);
  } else sensors.quarterFlags[place] = flags;

  const oldest = oldestSeconds * 1_000;
  addToWindow(quarters, window, energy, 0, oldest, 1);
  quarters.changedAt[window] = context.sequence;
  placeMinutes(district, from, time, energy, start, end, 0, oldest, 1);

  out.watts = watts;
  out.lengthMs = lengthMs;
  out.isLatest = true;
  return true;
}
