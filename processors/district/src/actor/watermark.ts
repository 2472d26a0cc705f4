import { HOUR_MS, QUARTER_HOUR_MS } from '@citywatt/measurement-store/windows';
import { type DistrictState, LONGEST_OPEN_MS } from '../state/district-state.ts';
import { DIRTY, LISTED } from '../state/sensor-columns.ts';
import { WINDOW_CLOSING, WINDOW_DIRTY, type WindowRing } from '../state/window-ring.ts';
import { captureWindow } from './capture.ts';
import { isHot, markCold, markHourChanged } from './cold-hours.ts';
import type { ActorContext } from './outbox.ts';
import { writeSensorQuarter } from './sensor-quarter.ts';
import { emitClosed } from './window-events.ts';

/** Feed is taken for silent, and the tick for the watermark, after this many expected intervals without a reading. */
const SILENT_INTERVALS = 4;
const DELAYED_INTERVALS = 2;
const SHORTEST_DELAYED_SECONDS = 60;
const SHORTEST_SILENT_SECONDS = 180;
const DAY_MS = 24 * HOUR_MS;

export const delayedAfterSeconds = (district: DistrictState) =>
  Math.max(SHORTEST_DELAYED_SECONDS, (DELAYED_INTERVALS * district.longestIntervalMs) / 1_000);
export const silentAfterSeconds = (district: DistrictState) =>
  Math.max(SHORTEST_SILENT_SECONDS, (SILENT_INTERVALS * district.longestIntervalMs) / 1_000);

/** The actor's now: the last tick, or the latest interval end where data are the clock. */
export function nowOf(district: DistrictState, tick: number): number {
  if (district.clock === 'data') return district.latestEnd;
  // A district's first readings may stand before any tick that this actor has seen.
  return tick > 0 ? tick : district.latestIngest;
}

/** Up to here the feed is believed to be complete. */
export function watermarkOf(district: DistrictState, tick: number): number {
  if (district.clock === 'data') return district.latestEnd;
  const now = nowOf(district, tick);
  const silent = district.ticksSinceReading >= silentAfterSeconds(district);
  return silent ? Math.max(now, 0) : Math.min(district.latestEnd, now);
}

/** Closes what the watermark has passed, then lets go of what is older than the hot hours. */
export function advance(context: ActorContext, district: DistrictState): void {
  if (district.latestEnd === 0) return;
  const watermark = watermarkOf(district, context.tick);
  closeUntil(context, district, watermark - district.closingDelayMs);
  const hotSpan = Math.max(LONGEST_OPEN_MS, district.closingDelayMs + HOUR_MS);
  const hotFrom = Math.max(district.calendar.windowStart('hour', watermark - hotSpan), district.coldBefore);
  if (hotFrom > district.hotFrom) leaveHot(context, district, hotFrom);
}

/** Beyond every day that anything lies in: when data have ended, hours and days close too. */
export const endOfData = (district: DistrictState) => district.latestEnd + 2 * DAY_MS;

/** Closes every window that ends by `time`. */
export function closeUntil(context: ActorContext, district: DistrictState, time: number): void {
  const until = Math.floor(time / QUARTER_HOUR_MS) * QUARTER_HOUR_MS;
  if (until <= district.closedUntil) return;
  const before = district.closedUntil;
  district.closedUntil = until;
  for (const ring of [district.minutes, district.quarters]) {
    for (let place = 0; place < ring.size; place++) {
      const number = ring.number[place]!;
      const end = (number + 1) * ring.lengthMs;
      if (number === -1 || end <= before || end > until) continue;
      ring.flags[place]! |= ring === district.quarters ? WINDOW_DIRTY | WINDOW_CLOSING : WINDOW_DIRTY;
      if (ring === district.quarters) listSensorQuarters(district, number);
    }
  }
  for (const hour of district.openHours) {
    // A cold hour is written once more, as final.
    if (district.marks.cold.has(hour) || !isHot(district, hour)) markCold(district, hour, context.sequence);
    if (district.calendar.windowEnd('hour', hour) > until) continue;
    district.openHours.delete(hour);
    markHourChanged(district, hour, context.sequence);
  }
  for (const day of district.openDays) {
    if (district.calendar.windowEnd('day', day) > until) continue;
    district.openDays.delete(day);
    district.marks.days.set(day, context.sequence);
  }
  district.windowsChanged = true;
}

/** Sensors' quarter hours of a window that closes are written, whether their own part is complete or not. */
function listSensorQuarters(district: DistrictState, number: number) {
  const { sensors } = district;
  for (
    let place = number & (sensors.quarters - 1);
    place < district.sensorCount * sensors.quarters;
    place += sensors.quarters
  ) {
    if (sensors.quarterNumber[place] !== number) continue;
    if (!(sensors.quarterFlags[place]! & DIRTY) || sensors.quarterFlags[place]! & LISTED) continue;
    sensors.quarterFlags[place]! |= LISTED;
    district.due.push(place);
  }
}

/**
 * Writes and frees the windows before `hotFrom`. Whatever still waits to be written goes out now, with the version of
 * this message: later it could come behind rows of the repair path.
 */
function leaveHot(context: ActorContext, district: DistrictState, hotFrom: number) {
  const leaving = (ring: WindowRing, place: number) =>
    ring.number[place] !== -1 && ring.number[place]! * ring.lengthMs < hotFrom;
  const { quarters, minutes, sensors } = district;
  for (let place = 0; place < quarters.size; place++) {
    if (!leaving(quarters, place)) continue;
    const number = quarters.number[place]!;
    captureWindow(context, district, quarters, place);
    if (quarters.flags[place]! & WINDOW_CLOSING) emitClosed(context, district, place);
    let at = number & (sensors.quarters - 1);
    for (let sensor = 0; sensor < district.sensorCount; sensor++, at += sensors.quarters) {
      if (sensors.quarterNumber[at] === number) writeSensorQuarter(context, district, sensor, at);
    }
    quarters.free(place);
  }
  for (let place = 0; place < minutes.size; place++) {
    if (!leaving(minutes, place)) continue;
    captureWindow(context, district, minutes, place);
    minutes.free(place);
  }
  district.hotFrom = hotFrom;
  for (const hour of district.coldHours) if (hour < hotFrom) district.coldHours.delete(hour);
}
