import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createWindowCalendar, HOUR_MS, MINUTE_MS, QUARTER_HOUR_MS, spreadEnergy } from './windows.ts';

const lisbon = createWindowCalendar('Europe/Lisbon');
const time = (text: string) => Date.parse(text);

describe('windows follow the local time of the city', () => {
  test('the day the clocks go forward has 23 hours', () => {
    const start = lisbon.windowStart('day', time('2023-03-26T12:00:00Z'));
    expect(new Date(start).toISOString()).toBe('2023-03-26T00:00:00.000Z');
    expect(lisbon.windowEnd('day', start) - start).toBe(23 * HOUR_MS);
  });

  test('the day the clocks go back has 25 hours', () => {
    const start = lisbon.windowStart('day', time('2023-10-29T12:00:00Z'));
    expect(new Date(start).toISOString()).toBe('2023-10-28T23:00:00.000Z');
    expect(lisbon.windowEnd('day', start) - start).toBe(25 * HOUR_MS);
  });

  test('hours start at the half hour of UTC in a zone of +09:30', () => {
    const darwin = createWindowCalendar('Australia/Darwin');
    expect(new Date(darwin.windowStart('hour', time('2026-01-01T00:45:00Z'))).toISOString()).toBe(
      '2026-01-01T00:30:00.000Z',
    );
  });

  test.each([
    { day: '2026-04-05', hours: 25 },
    { day: '2026-07-01', hours: 24 },
    { day: '2026-10-04', hours: 23 },
  ])('$day has $hours hours in a zone of half an hour, each at its half hour of UTC', ({ day, hours }) => {
    const adelaide = createWindowCalendar('Australia/Adelaide');
    const start = adelaide.windowStart('day', time(`${day}T02:00:00Z`));
    const end = adelaide.windowEnd('day', start);
    const starts: number[] = [];
    for (let hour = start; hour < end; hour = adelaide.windowEnd('hour', hour)) starts.push(hour);
    expect(starts).toHaveLength(hours);
    expect(starts.every((hour) => hour % HOUR_MS === HOUR_MS / 2)).toBe(true);
  });

  test('an hour cut by a shift of half an hour is two windows that meet', () => {
    const island = createWindowCalendar('Australia/Lord_Howe');
    const shift = time('2026-04-04T15:00:00Z');
    const before = island.windowStart('hour', shift - 1);
    expect(island.windowEnd('hour', before)).toBe(shift);
    expect(island.windowStart('hour', shift)).toBe(shift);
  });

  test('every moment lies in exactly the window that its start names', () => {
    const zones = ['Europe/Lisbon', 'Australia/Adelaide', 'Asia/Kathmandu', 'America/St_Johns'].map(
      createWindowCalendar,
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom('minute', 'quarter-hour', 'hour', 'day'),
        fc.integer({ min: time('1995-01-01T00:00:00Z'), max: time('2035-01-01T00:00:00Z') }),
        (calendar, resolution, moment) => {
          const start = calendar.windowStart(resolution, moment);
          const end = calendar.windowEnd(resolution, start);
          expect(start).toBeLessThanOrEqual(moment);
          expect(end).toBeGreaterThan(moment);
          expect(calendar.windowStart(resolution, end - 1)).toBe(start);
          expect(calendar.windowStart(resolution, end)).toBe(end);
        },
      ),
    );
  });
});

describe('an energy spread over windows', () => {
  const amount = fc.integer({ min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });

  test('adds up to the whole, and quarter hours are the sums of their minutes', () => {
    const origin = time('2026-03-01T00:00:00Z');
    fc.assert(
      fc.property(
        amount,
        fc.integer({ min: 0, max: 2 * HOUR_MS }),
        fc.integer({ min: 1, max: 30 * HOUR_MS }),
        (energy, offset, length) => {
          const from = origin + offset;
          const to = from + length;
          let whole = 0;
          for (let quarter = origin; quarter < to; quarter += QUARTER_HOUR_MS) {
            const part = spreadEnergy(energy, from, to, quarter, quarter + QUARTER_HOUR_MS);
            let minutes = 0;
            for (let minute = quarter; minute < quarter + QUARTER_HOUR_MS; minute += MINUTE_MS) {
              minutes += spreadEnergy(energy, from, to, minute, minute + MINUTE_MS);
            }
            expect(minutes).toBe(part);
            whole += part;
          }
          expect(whole).toBe(energy);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('is even: no part is off by more than one milliwatt-hour', () => {
    expect([0, 1, 2].map((part) => spreadEnergy(10, 0, 3_000, part * 1_000, (part + 1) * 1_000))).toEqual([
      3, 3, 4,
    ]);
  });

  test('a window outside gets nothing', () => {
    expect(spreadEnergy(1_000, 0, 60_000, 60_000, 120_000)).toBe(0);
    expect(spreadEnergy(1_000, 60_000, 120_000, 0, 60_000)).toBe(0);
  });
});
