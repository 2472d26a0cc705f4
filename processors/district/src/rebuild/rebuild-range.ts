import { localTimeWriter } from '@citywatt/measurement-store/series-local-time';
import { createWindowCalendar } from '@citywatt/measurement-store/windows';
import { RebuildUsageError } from './rebuild-errors.ts';

const DAY_MS = 86_400_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * The range in milliseconds since 1970 UTC; days begin when they do in the time zone.
 * @throws {RebuildUsageError}
 */
export function rangeOf(from: string, to: string, timeZone: string): { from: number; to: number } {
  const range = { from: momentOf(from, timeZone), to: momentOf(to, timeZone) };
  if (range.from >= range.to) throw new RebuildUsageError(`${from} is not before ${to}`);
  return range;
}

function momentOf(text: string, timeZone: string): number {
  const isDay = DAY.test(text);
  const zoned = isDay || /(Z|[+-]\d{2}:\d{2})$/.test(text);
  const time = zoned ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) {
    throw new RebuildUsageError(`${text} is neither a day (2026-03-01) nor a moment (2026-03-01T10:00:00Z)`);
  }
  return isDay ? startOfDay(text, time, timeZone) : time;
}

/** @param midnight of that day in UTC: no zone's day begins a day before it or later. */
function startOfDay(day: string, midnight: number, timeZone: string): number {
  const calendar = createWindowCalendar(timeZone);
  const write = localTimeWriter(timeZone);
  for (let start = calendar.windowStart('day', midnight - DAY_MS); start < midnight + DAY_MS; ) {
    if (write(start).startsWith(day)) return start;
    start = calendar.windowEnd('day', start);
  }
  throw new RebuildUsageError(`${day} is no day of ${timeZone}`);
}
