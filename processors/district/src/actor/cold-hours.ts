import type { DistrictState } from '../state/district-state.ts';

/** Whether the actor still writes the windows at `start`; whole hours are hot or cold. */
export function isHot(district: DistrictState, start: number): boolean {
  return (
    start >= district.hotFrom &&
    (district.coldHours.size === 0 || !district.coldHours.has(district.calendar.windowStart('hour', start)))
  );
}

/** Leaves the hour of `time` to the repair path, from this message on and for good. */
export function markCold(district: DistrictState, time: number, sequence: number): void {
  if (time >= district.lastMarkedHour && time < district.lastMarkedHourEnd) {
    district.marks.cold.set(district.lastMarkedHour, sequence);
    return;
  }
  const hour = district.calendar.windowStart('hour', time);
  district.lastMarkedHour = hour;
  district.lastMarkedHourEnd = district.calendar.windowEnd('hour', hour);
  district.marks.cold.set(hour, sequence);
  if (hour >= district.hotFrom) district.coldHours.add(hour);
  if (district.lastMarkedHourEnd > district.closedUntil) openHour(district, hour);
}

/** Every hour that [from, to) touches. */
export function markColdRange(district: DistrictState, from: number, to: number, sequence: number): void {
  for (let time = from; time < to; ) {
    markCold(district, time, sequence);
    time = district.calendar.windowEnd('hour', district.calendar.windowStart('hour', time));
  }
}

/**
 * A reading between two that the actor no longer holds: the repair path finds its neighbours. What it touches of the
 * hot hours is known to lie in [from, to).
 */
export function markUnresolved(
  district: DistrictState,
  time: number,
  from: number,
  to: number,
  sequence: number,
): void {
  markCold(district, time, sequence);
  district.marks.unresolved.set(district.calendar.windowStart('hour', time), sequence);
  markColdRange(district, Math.max(from, district.hotFrom), to, sequence);
}

/** Remembers that the hour and its day hold something and must be written when they close. */
export function openHour(district: DistrictState, hour: number): void {
  district.openHours.add(hour);
  district.openDays.add(district.calendar.windowStart('day', hour));
}

/** A closed hour changed: its row and, when that is closed too, its day's are made anew. */
export function markHourChanged(district: DistrictState, hour: number, sequence: number): void {
  district.marks.hours.set(hour, sequence);
  const day = district.calendar.windowStart('day', hour);
  if (district.calendar.windowEnd('day', day) <= district.closedUntil) district.marks.days.set(day, sequence);
  else district.openDays.add(day);
}
