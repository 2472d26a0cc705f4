import { expect, test } from 'vitest';
import { readArguments } from './rebuild-arguments.ts';
import { rangeOf } from './rebuild-range.ts';

const iso = ({ from, to }: { from: number; to: number }) =>
  [from, to].map((time) => new Date(time).toISOString());

test.for([
  ['Europe/Lisbon', '2026-03-29', '2026-03-30', '2026-03-29T00:00:00.000Z', '2026-03-29T23:00:00.000Z'],
  ['Pacific/Kiritimati', '2026-03-01', '2026-03-02', '2026-02-28T10:00:00.000Z', '2026-03-01T10:00:00.000Z'],
  ['America/Los_Angeles', '2026-03-01', '2026-03-02', '2026-03-01T08:00:00.000Z', '2026-03-02T08:00:00.000Z'],
  [
    'Asia/Kathmandu',
    '2026-03-01T10:00:00+05:45',
    '2026-03-02',
    '2026-03-01T04:15:00.000Z',
    '2026-03-01T18:15:00.000Z',
  ],
] as const)('in %s %s..%s is from %s to %s', ([zone, from, to, begin, end]) => {
  expect(iso(rangeOf(from, to, zone))).toEqual([begin, end]);
});

test.for([
  ['2026-03-02', '2026-03-02', 'is not before'],
  ['2026-13-01', '2026-03-02', 'neither a day'],
  ['2026-03-01T10:00:00', '2026-03-02', 'neither a day'],
] as const)('%s..%s is refused: it %s', ([from, to, message]) => {
  expect(() => rangeOf(from, to, 'UTC')).toThrow(message);
});

test('a city, a range and options are read; anything else is answered with what to write', () => {
  expect(readArguments(['lisbon', '2026-03-01..2026-03-02', '--district', '1150'])).toEqual({
    tenant: 'demo',
    city: 'lisbon',
    from: '2026-03-01',
    to: '2026-03-02',
    district: '1150',
  });
  for (const words of [
    [],
    ['lisbon'],
    ['lisbon', '2026-03-01'],
    ['lisbon', 'a..b..c'],
    ['lisbon', 'a..b', '--x'],
  ]) {
    expect(() => readArguments(words)).toThrow('npm run rebuild --');
  }
});
