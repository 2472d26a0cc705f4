import { Temporal } from 'temporal-polyfill';

export type Comparison = 'previous-period' | 'previous-day' | 'previous-week' | 'previous-year';

const EARLIER = {
  'previous-day': { days: 1 },
  'previous-week': { weeks: 1 },
  'previous-year': { years: 1 },
} as const;

/**
 * The range to compare [from, to) with, milliseconds since 1970 UTC: the same local times earlier, so that days of 23
 * and 25 hours have their own edges. The period before one of whole local days is as many whole local days; before any
 * other it is as many milliseconds.
 */
export function comparisonRange(
  comparison: Comparison,
  from: number,
  to: number,
  timeZone: string,
): { readonly from: number; readonly to: number } {
  const begin = local(from, timeZone);
  const end = local(to, timeZone);
  if (comparison !== 'previous-period') {
    const earlier = EARLIER[comparison];
    return { from: begin.subtract(earlier).epochMilliseconds, to: end.subtract(earlier).epochMilliseconds };
  }
  if (!startsDay(begin) || !startsDay(end)) return { from: from - (to - from), to: from };
  const { days } = begin.toPlainDate().until(end.toPlainDate(), { largestUnit: 'days' });
  return { from: begin.subtract({ days }).startOfDay().epochMilliseconds, to: from };
}

const local = (time: number, timeZone: string) =>
  Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(timeZone);

const startsDay = (moment: Temporal.ZonedDateTime) => moment.equals(moment.startOfDay());
