import { QUALITY_COUNT, shareQuality } from '@citywatt/consumption-windows/reading-quality';
import { MINUTE_MS, QUARTER_HOUR_MS, spreadEnergy } from '@citywatt/measurement-store/windows';
import type { DistrictState } from '../state/district-state.ts';
import { DIRTY, LISTED, TOUCHED } from '../state/sensor-columns.ts';
import { WINDOW_DIRTY, WINDOW_REVISED, type WindowRing } from '../state/window-ring.ts';
import { isHot, markCold, markHourChanged, openHour } from './cold-hours.ts';
import type { ActorContext } from './outbox.ts';
import { leaveSensorQuarter } from './sensor-quarter.ts';

/**
 * Puts the energy that a sensor took over [from, to) into its hot windows (`sign` 1) or takes it out again (-1). What
 * falls into an hour that is not hot, or can no longer be placed, marks that hour cold; the rest is placed all the same.
 */
export function placeSpan(
  context: ActorContext,
  district: DistrictState,
  sensor: number,
  from: number,
  to: number,
  energy: number,
  quality: number,
  ingestTime: number,
  sign: 1 | -1,
): void {
  if (to <= from) return;
  const last = Math.floor((to - 1) / QUARTER_HOUR_MS);
  for (let quarter = Math.floor(from / QUARTER_HOUR_MS); quarter <= last; quarter++) {
    const start = quarter * QUARTER_HOUR_MS;
    if (start + QUARTER_HOUR_MS <= district.hotFrom) {
      // All that lies behind the hot hours is one stretch: no need to look at each of its quarter hours.
      markCold(district, start, context.sequence);
      const hourEnd = district.lastMarkedHourEnd;
      quarter = Math.floor((hourEnd - 1) / QUARTER_HOUR_MS);
      continue;
    }
    if (
      !isHot(district, start) ||
      !placeQuarter(context, district, sensor, quarter, from, to, energy, quality, ingestTime, sign)
    ) {
      markCold(district, start, context.sequence);
    }
  }
}

/** False when a window is not held any more. */
function placeQuarter(
  context: ActorContext,
  district: DistrictState,
  sensor: number,
  quarter: number,
  from: number,
  to: number,
  energy: number,
  quality: number,
  ingestTime: number,
  sign: 1 | -1,
): boolean {
  const { sensors, quarters } = district;
  const start = quarter * QUARTER_HOUR_MS;
  const end = start + QUARTER_HOUR_MS;
  const place = sensor * sensors.quarters + (quarter & (sensors.quarters - 1));
  const held = sensors.quarterNumber[place]!;
  if (held > quarter) return false;
  if (held !== quarter) {
    if (sign < 0) return false;
    if (sensors.quarterFlags[place]! & TOUCHED) leaveSensorQuarter(context, district, sensor, place);
    sensors.quarterNumber[place] = quarter;
    sensors.quarterEnergy[place] = 0;
    sensors.quarterCount[place] = 0;
    sensors.quarterQuality[place] = 0;
    sensors.quarterOldest[place] = 0xffffffff;
    sensors.quarterFlags[place] = TOUCHED | (sensors.quarterFlags[place]! & LISTED);
  }
  const wasFree = quarters.number[quarter & (quarters.size - 1)] === -1;
  const districtPlace = quarters.place(quarter);
  if (districtPlace < 0) return false;
  if (wasFree) openHour(district, district.calendar.windowStart('hour', start));

  const amount = (from >= start && to <= end ? energy : spreadEnergy(energy, from, to, start, end)) * sign;
  sensors.quarterEnergy[place]! += amount;
  // Counted once, where the span ends, so that hours and days may add up the counts of their quarter hours.
  if (to <= end) sensors.quarterCount[place]! += sign;
  if (sign > 0) {
    if (quality > sensors.quarterQuality[place]!) sensors.quarterQuality[place] = quality;
    const seconds = Math.floor(ingestTime / 1_000);
    if (seconds < sensors.quarterOldest[place]!) sensors.quarterOldest[place] = seconds;
  }
  const complete = to >= end || end <= district.closedUntil;
  sensors.quarterFlags[place]! |= DIRTY;
  if (complete && !(sensors.quarterFlags[place]! & LISTED)) {
    sensors.quarterFlags[place]! |= LISTED;
    district.due.push(place);
  }

  const span = to - from;
  addToWindow(
    quarters,
    districtPlace,
    amount,
    shareQuality(quality, span, QUARTER_HOUR_MS),
    ingestTime,
    sign,
  );
  quarters.changedAt[districtPlace] = context.sequence;
  if (end <= district.closedUntil) {
    quarters.flags[districtPlace]! |= WINDOW_REVISED;
    const hour = district.calendar.windowStart('hour', start);
    if (district.calendar.windowEnd('hour', hour) <= district.closedUntil) {
      markHourChanged(district, hour, context.sequence);
    }
  }
  return placeMinutes(
    district,
    from,
    to,
    energy,
    start,
    end,
    shareQuality(quality, span, MINUTE_MS),
    ingestTime,
    sign,
  );
}

/** False when a window is not held any more. */
export function placeMinutes(
  district: DistrictState,
  from: number,
  to: number,
  energy: number,
  start: number,
  end: number,
  quality: number,
  ingestTime: number,
  sign: 1 | -1,
): boolean {
  const { minutes } = district;
  const first = Math.floor(Math.max(from, start) / MINUTE_MS);
  const last = Math.floor((Math.min(to, end) - 1) / MINUTE_MS);
  // What a minute ends with is what the next begins with: one division each.
  let before = first * MINUTE_MS <= from ? 0 : spreadEnergy(energy, from, to, from, first * MINUTE_MS);
  for (let minute = first; minute <= last; minute++) {
    const place = minutes.place(minute);
    if (place < 0) return false;
    const minuteEnd = (minute + 1) * MINUTE_MS;
    const after = minuteEnd >= to ? energy : spreadEnergy(energy, from, to, from, minuteEnd);
    addToWindow(minutes, place, (after - before) * sign, quality, ingestTime, sign);
    if (minuteEnd <= district.closedUntil) minutes.flags[place]! |= WINDOW_REVISED;
    before = after;
  }
  return true;
}

/** Adds a share to a window that is held, or takes it out again. */
export function addToWindow(
  ring: WindowRing,
  place: number,
  amount: number,
  quality: number,
  ingestTime: number,
  sign: 1 | -1,
) {
  ring.energy[place]! += amount;
  ring.counts[place * QUALITY_COUNT + quality]! += sign;
  ring.flags[place]! |= WINDOW_DIRTY;
  if (sign > 0 && ingestTime < ring.oldest[place]!) ring.oldest[place] = ingestTime;
}
