import { expect, test } from 'vitest';
import { isRegisterUnitMistake, isUnitMistake } from './unit-mistake.ts';

const DAY = 86_400;

test.each([
  { watts: 300_000, high: 3_000, low: 60, known: DAY, mistake: true },
  { watts: 299_999, high: 3_000, low: 60, known: DAY, mistake: false },
  { watts: 300_000, high: 3_000, low: 60, known: DAY - 1, mistake: false },
  // A kettle in an empty flat.
  { watts: 2_000, high: 5, low: 5, known: DAY, mistake: false },
  { watts: 0.6, high: 3_000, low: 60, known: DAY, mistake: true },
  { watts: 0.7, high: 3_000, low: 60, known: DAY, mistake: false },
  { watts: 0, high: 3_000, low: 60, known: DAY, mistake: false },
  { watts: 0.01, high: 20, low: 19, known: DAY, mistake: false },
  { watts: -5, high: 3_000, low: 60, known: DAY, mistake: false },
  { watts: Number.NaN, high: 3_000, low: 60, known: DAY, mistake: false },
])('$watts W of a sensor between $low and $high W for $known s: $mistake', (row) => {
  expect(isUnitMistake(row.watts, row.high, row.low, row.known)).toBe(row.mistake);
});

test.each([
  { before: 5_000e6, value: 5_000_300e6, mistake: true },
  { before: 5_000e6, value: 5.0003e6, mistake: true },
  { before: 5_000e6, value: 5_000.3e6, mistake: false },
  { before: 5_000e6, value: 500e6, mistake: false },
  { before: 5_000e6, value: 0, mistake: false },
  { before: 0.9e6, value: 900e6, mistake: false },
  { before: 0, value: 0, mistake: false },
])('a register at $before mWh, then $value: $mistake', ({ before, value, mistake }) => {
  expect(isRegisterUnitMistake(before, value)).toBe(mistake);
});
