import { describe, expect, test } from 'vitest';
import { type Comparison, comparisonRange } from './series-comparison.ts';
import { localTimeWriter } from './series-local-time.ts';
import { chooseResolution, TooManyWindowsError, windowsOf } from './series-range.ts';
import { createWindowCalendar, HOUR_MS } from './windows.ts';

const at = (text: string) => Date.parse(text);
const LISBON = 'Europe/Lisbon';
const calendar = createWindowCalendar(LISBON);

describe('windows of a range', () => {
  test('start in it, so that ranges side by side count each once', () => {
    const middle = at('2026-05-01T10:07:00Z');
    const [from, to] = [middle - HOUR_MS, middle + HOUR_MS];
    const whole = windowsOf({ resolution: 'quarter-hour', from, to }, calendar);
    const parts = [
      ...windowsOf({ resolution: 'quarter-hour', from, to: middle }, calendar),
      ...windowsOf({ resolution: 'quarter-hour', from: middle, to }, calendar),
    ];
    expect(parts).toEqual(whole);
    expect(whole.length).toBe(8);
  });

  test('are 23 and 25 hours on the days on which clocks change', () => {
    const hours = (from: string, to: string) =>
      windowsOf({ resolution: 'hour', from: at(from), to: at(to) }, calendar).length;
    expect(hours('2026-03-29T00:00:00Z', '2026-03-30T00:00:00+01:00')).toBe(23);
    expect(hours('2026-10-25T00:00:00+01:00', '2026-10-26T00:00:00Z')).toBe(25);
  });
});

test('the finest resolution that fits is chosen, and one that does not is refused with it', () => {
  const day = 24 * HOUR_MS;
  expect(chooseResolution(undefined, 0, day)).toBe('minute');
  expect(chooseResolution(undefined, 0, day, 'quarter-hour')).toBe('quarter-hour');
  expect(chooseResolution(undefined, 0, 30 * day)).toBe('hour');
  expect(chooseResolution('day', 0, day)).toBe('day');
  expect(() => chooseResolution('minute', 0, 2 * day)).toThrow(
    expect.objectContaining({ code: 'TOO_MANY_POINTS', windows: 2_880, finest: 'quarter-hour' }),
  );
  expect(() => chooseResolution(undefined, 0, 3_000 * day)).toThrow(TooManyWindowsError);
});

test.for<[Comparison, string, string, string, string]>([
  // The day before the one of 23 hours has 24, the one after it begins where it ends.
  [
    'previous-period',
    '2026-03-29T00:00Z',
    '2026-03-30T00:00+01:00',
    '2026-03-28T00:00Z',
    '2026-03-29T00:00Z',
  ],
  [
    'previous-period',
    '2026-03-30T00:00+01:00',
    '2026-04-01T00:00+01:00',
    '2026-03-28T00:00Z',
    '2026-03-30T00:00+01:00',
  ],
  ['previous-period', '2026-05-01T10:00Z', '2026-05-01T16:00Z', '2026-05-01T04:00Z', '2026-05-01T10:00Z'],
  [
    'previous-day',
    '2026-03-29T08:00+01:00',
    '2026-03-29T12:00+01:00',
    '2026-03-28T08:00Z',
    '2026-03-28T12:00Z',
  ],
  [
    'previous-week',
    '2026-10-26T00:00Z',
    '2026-10-27T00:00Z',
    '2026-10-19T00:00+01:00',
    '2026-10-20T00:00+01:00',
  ],
  [
    'previous-year',
    '2026-06-01T00:00+01:00',
    '2026-07-01T00:00+01:00',
    '2025-06-01T00:00+01:00',
    '2025-07-01T00:00+01:00',
  ],
])('%s of %s to %s is %s to %s', ([comparison, from, to, earlierFrom, earlierTo]) => {
  expect(comparisonRange(comparison, at(from), at(to), LISBON)).toEqual({
    from: at(earlierFrom),
    to: at(earlierTo),
  });
});

test('instants carry the offset that their zone has then', () => {
  const write = localTimeWriter(LISBON);
  expect(write(at('2026-03-29T00:59:59Z'))).toBe('2026-03-29T00:59:59+00:00');
  expect(write(at('2026-03-29T01:00:00Z'))).toBe('2026-03-29T02:00:00+01:00');
  expect(write(at('2026-03-28T00:00:00.250Z'))).toBe('2026-03-28T00:00:00.250+00:00');
  expect(localTimeWriter('Australia/Adelaide')(at('2026-07-01T00:00:00Z'))).toBe('2026-07-01T09:30:00+09:30');
});
