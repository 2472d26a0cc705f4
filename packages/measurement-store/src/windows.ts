import { Temporal } from 'temporal-polyfill';
import type { Resolution } from './rows.ts';

export const MINUTE_MS = 60_000;
export const QUARTER_HOUR_MS = 900_000;
export const HOUR_MS = 3_600_000;

/** Tumbling windows of a city, aligned to its local time. All times are milliseconds since 1970 UTC. */
export interface WindowCalendar {
  readonly timeZone: string;
  /** Start of the window that holds `time`. */
  windowStart(resolution: Resolution, time: number): number;
  /** End of the window that starts at `start`: exclusive. A local day has 23, 24 or 25 hours. */
  windowEnd(resolution: Resolution, start: number): number;
}

interface OffsetSpan {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

const FIXED_LENGTH = { minute: MINUTE_MS, 'quarter-hour': QUARTER_HOUR_MS, hour: HOUR_MS } as const;

/** @throws {RangeError} when the zone is not an IANA name. */
export function createWindowCalendar(timeZone: string): WindowCalendar {
  const spans: OffsetSpan[] = [];
  let lastSpan: OffsetSpan = offsetSpanAt(timeZone, 0);
  let lastDay = { start: 0, end: 0 };

  const spanAt = (time: number): OffsetSpan => {
    if (time >= lastSpan.from && time < lastSpan.to) return lastSpan;
    let span = spans.find((known) => time >= known.from && time < known.to);
    if (!span) {
      span = offsetSpanAt(timeZone, time);
      spans.push(span);
    }
    lastSpan = span;
    return span;
  };

  const dayAt = (time: number) => {
    if (time >= lastDay.start && time < lastDay.end) return lastDay;
    const day = Temporal.Instant.fromEpochMilliseconds(Math.floor(time))
      .toZonedDateTimeISO(timeZone)
      .startOfDay();
    lastDay = { start: day.epochMilliseconds, end: day.add({ days: 1 }).startOfDay().epochMilliseconds };
    return lastDay;
  };

  return {
    timeZone,
    windowStart(resolution, time) {
      if (resolution === 'day') return dayAt(time).start;
      const length = FIXED_LENGTH[resolution];
      const span = spanAt(time);
      const start = Math.floor((time + span.offset) / length) * length - span.offset;
      // A zone that shifts by half an hour cuts the hour in which it shifts.
      return Math.max(start, span.from);
    },
    windowEnd(resolution, start) {
      if (resolution === 'day') return dayAt(start).end;
      const length = FIXED_LENGTH[resolution];
      const span = spanAt(start);
      const end = (Math.floor((start + span.offset) / length) + 1) * length - span.offset;
      return Math.min(end, span.to);
    },
  };
}

function offsetSpanAt(timeZone: string, time: number): OffsetSpan {
  const moment = Temporal.Instant.fromEpochMilliseconds(Math.floor(time)).toZonedDateTimeISO(timeZone);
  // "previous" is exclusive, and a transition belongs to the span that it begins.
  const previous = moment.add({ milliseconds: 1 }).getTimeZoneTransition('previous');
  const next = moment.getTimeZoneTransition('next');
  return {
    from: previous?.epochMilliseconds ?? Number.NEGATIVE_INFINITY,
    to: next?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    offset: moment.offsetNanoseconds / 1e6,
  };
}

/**
 * The part that falls into [windowFrom, windowTo) of a whole amount given evenly over [from, to).
 * Cumulative rounding: the floor of what has flowed by the window's end minus the floor of what had flowed by its
 * start. So parts are whole, add up to the whole, and add up across resolutions, and each can be made alone.
 * Amounts in milliwatt-hours (|amount| <= 2^53 - 1), times in milliseconds.
 */
export function spreadEnergy(
  amount: number,
  from: number,
  to: number,
  windowFrom: number,
  windowTo: number,
): number {
  const length = to - from;
  const begin = windowFrom <= from ? 0 : flowed(amount, Math.min(windowFrom - from, length), length);
  const end = windowTo >= to ? amount : flowed(amount, Math.max(windowTo - from, 0), length);
  return end - begin;
}

// amount * elapsed may exceed 2^53, so the whole multiple of the length is taken out first.
function flowed(amount: number, elapsed: number, length: number): number {
  if (elapsed >= length) return amount;
  const perMillisecond = Math.floor(amount / length);
  const rest = amount - perMillisecond * length;
  return perMillisecond * elapsed + Math.floor((rest * elapsed) / length);
}
