import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instantOf } from './instant.ts';

const milliseconds = fc.integer({ min: 0, max: 4_102_444_799_999 });

describe('an instant', () => {
  test('agrees with the ISO text of every millisecond from 1970 to 2100', () => {
    fc.assert(
      fc.property(milliseconds, (ms) => {
        expect(instantOf(new Date(ms).toISOString())).toBe(ms);
      }),
    );
  });

  test('is the same whatever the offset it is told in', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 86_400_000, max: 4_102_358_400_000 }),
        fc.integer({ min: -14 * 60, max: 14 * 60 }),
        (ms, offset) => {
          const local = new Date(ms + offset * 60_000).toISOString().slice(0, -1);
          const sign = offset < 0 ? '-' : '+';
          const hours = String(Math.floor(Math.abs(offset) / 60)).padStart(2, '0');
          const minutes = String(Math.abs(offset) % 60).padStart(2, '0');
          expect(instantOf(`${local}${sign}${hours}:${minutes}`)).toBe(ms);
          expect(instantOf(`${local}${sign}${hours}${minutes}`)).toBe(ms);
        },
      ),
    );
  });

  test('in epoch seconds is exact to the millisecond, as number and as text', () => {
    fc.assert(
      fc.property(milliseconds, (ms) => {
        expect(instantOf(ms / 1_000)).toBe(ms);
        expect(instantOf(String(ms / 1_000))).toBe(ms);
      }),
    );
  });

  test.each([
    ['2026-03-29T02:00:00+01:00', Date.UTC(2026, 2, 29, 1)],
    ['2026-03-29 02:00Z', Date.UTC(2026, 2, 29, 2)],
    ['2026-03-29T02:00:00.5Z', Date.UTC(2026, 2, 29, 2, 0, 0, 500)],
    ['2026-03-29T02:00:00,123456789z', Date.UTC(2026, 2, 29, 2, 0, 0, 123)],
    ['2024-02-29T00:00:00+09:30', Date.UTC(2024, 1, 28, 14, 30)],
    ['2026-03-29T02:00:00+01', Date.UTC(2026, 2, 29, 1)],
  ])('%s', (text, ms) => expect(instantOf(text)).toBe(ms));

  test.each([
    ['2026-03-29T02:00:00', 'no-offset'],
    ['2026-03-29T02:00', 'no-offset'],
    ['2023-02-29T00:00:00Z', 'not-an-instant'],
    ['1900-02-29T00:00:00Z', 'not-an-instant'],
    ['2026-13-01T00:00:00Z', 'not-an-instant'],
    ['2026-00-01T00:00:00Z', 'not-an-instant'],
    ['2026-04-31T00:00:00Z', 'not-an-instant'],
    ['2026-01-01T24:00:00Z', 'not-an-instant'],
    ['2026-01-01T00:60:00Z', 'not-an-instant'],
    ['2026-01-01T00:00:60Z', 'not-an-instant'],
    ['2026-01-01T00:00:00+25:00', 'not-an-instant'],
    ['2026-01-01T00:00:00.Z', 'not-an-instant'],
    ['2026-01-01T00:00:00Zulu', 'not-an-instant'],
    ['2026-01-01', 'not-an-instant'],
    ['yesterday', 'not-an-instant'],
    ['', 'not-an-instant'],
    ['-5', 'not-an-instant'],
    [-5, 'out-of-range'],
    [1_750_000_020_000, 'out-of-range'],
    ['1750000020000', 'out-of-range'],
    [Number.NaN, 'not-an-instant'],
    [Number.POSITIVE_INFINITY, 'out-of-range'],
    ['1969-12-31T23:59:59Z', 'out-of-range'],
    ['2100-01-01T00:00:00Z', 'out-of-range'],
    [null, 'not-an-instant'],
    [undefined, 'not-an-instant'],
    [{}, 'not-an-instant'],
  ])('%j is refused as %s', (value, fault) => expect(instantOf(value)).toBe(fault));
});
