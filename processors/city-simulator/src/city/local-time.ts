import { Temporal } from 'temporal-polyfill';

export const TIME_ZONE = 'Europe/Lisbon';
export const MINUTE_MS = 60_000;
export const QUARTER_HOUR_MS = 900_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
/** 1 January 1970 was a Thursday, the fourth day of a week that begins on Monday. */
const MONDAY_OFFSET_DAYS = 3;
const KNOWN_HOURS = 4_096;

const offsets = new Map<number, number>();

/** Local wall time as if it were UTC; offsets change on whole hours only, so one look-up an hour is enough. */
export function localTime(time: number): number {
  const hour = Math.floor(time / HOUR_MS);
  let offset = offsets.get(hour);
  if (offset === undefined) {
    if (offsets.size >= KNOWN_HOURS) offsets.clear();
    offset =
      Temporal.Instant.fromEpochMilliseconds(hour * HOUR_MS).toZonedDateTimeISO(TIME_ZONE).offsetNanoseconds /
      1e6;
    offsets.set(hour, offset);
  }
  return time + offset;
}

/** Hours since Monday 00:00 local time, with their fraction. */
export const hourOfWeek = (time: number) => ((localTime(time) / DAY_MS + MONDAY_OFFSET_DAYS) % 7) * 24;

/** Half hours since local midnight, 0 to 47. */
export const halfHourOfDay = (time: number) => Math.floor((localTime(time) % DAY_MS) / (HOUR_MS / 2));

export const isWeekend = (time: number) => Math.floor(localTime(time) / DAY_MS + MONDAY_OFFSET_DAYS) % 7 >= 5;

/** The local midnight at or before `time`. */
export const startOfLocalDay = (time: number) =>
  Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(TIME_ZONE).startOfDay().epochMilliseconds;
