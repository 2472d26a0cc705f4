import { expect, test } from 'vitest';
import { sameKindDays } from './same-kind-days.ts';

const hoursBack = (timeZone: string, time: string, count: number) =>
  sameKindDays(timeZone, Date.parse(time))
    .slice(0, count)
    .map((day) => (Date.parse(time) - day) / 3_600_000);

test.each([
  { what: 'a Tuesday: Monday, then Friday', time: '2026-01-13T12:00:00Z', zone: 'UTC', hours: [24, 96, 120] },
  { what: 'a Sunday: Saturday, then the Sunday before', time: '2026-01-18T12:00:00Z', zone: 'UTC', hours: [24, 168, 192] },
  // The clock went on an hour in the night to Sunday: Friday noon is 71 hours ago.
  { what: 'behind a day of 23 hours', time: '2026-03-30T11:00:00Z', zone: 'Europe/Lisbon', hours: [71, 95, 119] },
  { what: 'behind a day of 25 hours', time: '2026-10-26T12:00:00Z', zone: 'Europe/Lisbon', hours: [73, 97, 121] },
  { what: 'in a zone of half an hour, behind its change', time: '2026-04-06T02:30:00Z', zone: 'Australia/Adelaide', hours: [73, 97, 121] },
  // Sunday evening UTC is Monday in Kolkata.
  { what: 'by the local day', time: '2026-01-18T20:00:00Z', zone: 'Asia/Kolkata', hours: [72, 96, 120] },
])('$what', ({ time, zone, hours }) => {
  expect(hoursBack(zone, time, 3)).toEqual(hours);
}); // biome-ignore format: a table

test('are at most eight', () => {
  expect(sameKindDays('UTC', Date.parse('2026-01-13T12:00:00Z'))).toHaveLength(8);
});
