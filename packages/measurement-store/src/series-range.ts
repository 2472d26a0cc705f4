import type { Resolution } from './rows.ts';
import { HOUR_MS, MINUTE_MS, QUARTER_HOUR_MS, type WindowCalendar } from './windows.ts';

/** The windows that start in [from, to): so ranges side by side count each window once. Milliseconds since 1970 UTC. */
export interface SeriesRange {
  readonly resolution: Resolution;
  readonly from: number;
  readonly to: number;
}

export interface WindowSpan {
  readonly start: number;
  readonly end: number;
}

/** The most windows that one series has. */
export const MOST_WINDOWS = 2_000;

/** Finest first. */
export const RESOLUTIONS: readonly Resolution[] = ['minute', 'quarter-hour', 'hour', 'day'];

const LENGTH: Readonly<Record<Resolution, number>> = {
  minute: MINUTE_MS,
  'quarter-hour': QUARTER_HOUR_MS,
  hour: HOUR_MS,
  day: 24 * HOUR_MS,
};

/** A range with more windows than a series may have, or one that no resolution makes short enough. */
export class TooManyWindowsError extends Error {
  readonly code = 'TOO_MANY_POINTS';
  readonly windows: number;
  /** The finest resolution that the range may have; absent when it is too long for any. */
  readonly finest: Resolution | undefined;

  constructor(resolution: Resolution, windows: number, finest: Resolution | undefined) {
    super(`the range has ${windows} windows of one ${resolution}, and a series has at most ${MOST_WINDOWS}`);
    this.windows = windows;
    this.finest = finest;
  }
}

const roughCount = (resolution: Resolution, from: number, to: number) =>
  Math.ceil((to - from) / LENGTH[resolution]);

/**
 * The resolution asked for, or the finest one whose series is not too long.
 * @param finest no finer one is chosen.
 * @throws {TooManyWindowsError}
 */
export function chooseResolution(
  asked: Resolution | undefined,
  from: number,
  to: number,
  finest: Resolution = 'minute',
): Resolution {
  const fitting = RESOLUTIONS.slice(RESOLUTIONS.indexOf(finest)).find(
    (resolution) => roughCount(resolution, from, to) <= MOST_WINDOWS,
  );
  const wanted = asked ?? fitting ?? 'day';
  const windows = roughCount(wanted, from, to);
  if (windows > MOST_WINDOWS) throw new TooManyWindowsError(wanted, windows, fitting);
  return wanted;
}

/** Every window that starts in the range. */
export function windowsOf(range: SeriesRange, calendar: WindowCalendar): readonly WindowSpan[] {
  const windows: WindowSpan[] = [];
  let start = calendar.windowStart(range.resolution, range.from);
  while (start < range.to) {
    const end = calendar.windowEnd(range.resolution, start);
    if (start >= range.from) windows.push({ start, end });
    start = end;
  }
  return windows;
}
