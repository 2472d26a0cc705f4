import { expect, test } from 'vitest';
import { wholeFrom } from './use-history-fill.ts';

const fill = {
  from: '2026-09-25T23:00:00Z',
  to: '2026-11-25T00:00:00Z',
  filledFrom: '2026-11-20T00:00:00Z',
  complete: false,
  progress: 0.08,
};

test('while the archive is being filled, its newest day of progress is not compared with yet', () => {
  expect(wholeFrom(fill)).toBe(Date.parse('2026-11-21T00:00:00Z'));
});

test('a complete archive, and a city that none is filled for, are whole from the beginning', () => {
  expect(wholeFrom({ ...fill, complete: true })).toBe(Number.NEGATIVE_INFINITY);
  expect(wholeFrom(undefined)).toBe(Number.NEGATIVE_INFINITY);
});
