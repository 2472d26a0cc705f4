import { expect, test } from 'vitest';
import { numberFormats } from './number-format.ts';

test('a difference carries its sign, zero none, also what rounds to zero', () => {
  const { change } = numberFormats('en');
  expect([0.0152, -0.01, -0.0004].map(change)).toEqual(['+1.5', '\u22121.0', '0.0']);
});

test('megawatts have one decimal, megawatt-hours none from a thousand on', () => {
  const english = numberFormats('en');
  expect(english.megawatts(196_960)).toBe('197.0');
  expect(english.megawattHours(3_058_900)).toBe('3,059');
  expect(numberFormats('pt').megawattHours(858_940)).toBe('858,9');
});
