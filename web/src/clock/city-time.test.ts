import { expect, test } from 'vitest';
import { dayOf, daysAway, rangeInCity } from './city-time.ts';

const zone = 'Europe/Lisbon';
const HOUR_MS = 3_600_000;

test.each([
  ['2026-03-29T12:00:00+01:00', 23],
  ['2026-10-25T12:00:00Z', 25],
  ['2026-11-25T12:00:00Z', 24],
])('the local day of %s has %i hours', (moment, hours) => {
  const [from, to] = dayOf(Date.parse(moment), zone);
  expect((to - from) / HOUR_MS).toBe(hours);
});

test('yesterday at this time is the same local time, not 24 hours ago', () => {
  const afterChange = Date.parse('2026-10-25T12:00:00Z');
  expect(daysAway(afterChange, -1, zone)).toBe(Date.parse('2026-10-24T12:00:00+01:00'));
});

test('a range names its ends with the offset that holds at each of them', () => {
  const [from, to] = dayOf(Date.parse('2026-10-25T12:00:00Z'), zone);
  expect(rangeInCity(from, to, zone)).toEqual({
    from: '2026-10-25T00:00:00+01:00',
    to: '2026-10-26T00:00:00+00:00',
  });
});
