import { Temporal } from 'temporal-polyfill';

/** Days looked for, and how far back. */
const DAYS = 8;
const DAYS_BACK = 35;
const SATURDAY = 6;

/**
 * The same local time of the latest days of the same kind before: working days, or Saturdays and Sundays. Local, since
 * people get up by the clock on the wall. Milliseconds since 1970 UTC.
 */
export function sameKindDays(timeZone: string, time: number): number[] {
  const moment = Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(timeZone);
  const isWeekend = (day: Temporal.ZonedDateTime) => day.dayOfWeek >= SATURDAY;
  const found: number[] = [];
  for (let days = 1; days <= DAYS_BACK && found.length < DAYS; days++) {
    const day = moment.subtract({ days });
    if (isWeekend(day) === isWeekend(moment)) found.push(day.epochMilliseconds);
  }
  return found;
}
