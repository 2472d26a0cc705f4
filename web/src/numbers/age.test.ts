import { expect, test } from 'vitest';
import { ageText } from './age.ts';

const text = (ms: number) => ageText(ms, 'en').replace('\u00a0', ' ');

test('an age keeps to the unit that says enough', () => {
  expect([-50, 400, 14_200, 180_000, 7_200_000].map(text)).toEqual([
    '0.0 s',
    '0.4 s',
    '14 s',
    '3 min',
    '2 h',
  ]);
});

test('no age reads longer than the unit above it', () => {
  expect([9_960, 99_400, 5_969_000].map(text)).toEqual(['10 s', '99 s', '99 min']);
});
