import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tagsOfChanges, tagsOfRange } from './change-tags.ts';

const city = { tenant: 'demo', city: 'lisbon' };
const time = fc.integer({ min: Date.parse('2015-01-01T00:00:00Z'), max: Date.parse('2035-01-01T00:00:00Z') });

test('whatever changes within a range has a tag of it, however long the range is', () => {
  fc.assert(
    fc.property(
      time,
      fc.integer({ min: 1, max: 2_000 * 86_400_000 }),
      fc.double({ min: 0, max: 0.999_999, noNaN: true }),
      (from, length, at) => {
        const windowStart = Math.floor(from + length * at);
        const range = tagsOfRange(city, from, from + length);
        expect(tagsOfChanges([{ ...city, windowStart }]).some((tag) => range.includes(tag))).toBe(true);
        expect(range.length).toBeLessThanOrEqual(17);
      },
    ),
  );
});

test('what changes on another day or in another city leaves a day alone', () => {
  const day = tagsOfRange(city, Date.parse('2026-05-05T00:00:00Z'), Date.parse('2026-05-06T00:00:00Z'));
  expect(day).toEqual(['rollups:demo/lisbon:2026-05-05']);
  const changes = tagsOfChanges([
    { ...city, windowStart: Date.parse('2026-05-06T00:00:00Z') },
    { tenant: 'demo', city: 'porto', windowStart: Date.parse('2026-05-05T12:00:00Z') },
  ]);
  expect(changes.filter((tag) => day.includes(tag))).toEqual([]);
});
