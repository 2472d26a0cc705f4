import { expect, test } from 'vitest';
import { BARS, feedBars } from './feed-bars.ts';

const from = Date.parse('2026-03-01T12:00:00Z');
const minute = (index: number, quality: 'MEASURED' | 'ESTIMATED' | 'MISSING' = 'MEASURED') => ({
  start: new Date(from + index * 60_000).toISOString(),
  quality,
});

test('three minutes are whole, also by even shares of a quarter hour; a hole makes a bar partly, nothing makes it none', () => {
  const bars = feedBars(
    [
      minute(0),
      minute(1),
      minute(2, 'ESTIMATED'),
      minute(3),
      minute(5),
      minute(6),
      minute(7, 'MISSING'),
      minute(8),
    ],
    from,
  );
  expect(bars).toHaveLength(BARS);
  expect(bars.slice(0, 4)).toEqual(['whole', 'partly', 'partly', 'none']);
});

test('minutes outside of the hour are not counted', () => {
  expect(new Set(feedBars([minute(-1), minute(60)], from))).toEqual(new Set(['none']));
});
