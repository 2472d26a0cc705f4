import { expect, test } from 'vitest';
import { isSpike } from './spike.ts';

const DAY = 86_400;

test.each([
  { watts: 4_001, high: 1_000, known: DAY, spike: true },
  { watts: 4_000, high: 1_000, known: DAY, spike: false },
  { watts: 4_001, high: 1_000, known: DAY - 1, spike: false },
  { watts: 999, high: 10, known: DAY, spike: false },
  { watts: Number.NaN, high: 10, known: DAY, spike: false },
])('$watts W above $high W, known for $known s: $spike', ({ watts, high, known, spike }) => {
  expect(isSpike(watts, high, known)).toBe(spike);
});
