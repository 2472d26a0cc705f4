import { consumptionSpec } from '@citywatt/consumption-windows/register-spec';
import { expect, test } from 'vitest';
import { QUARTER, register } from '../../../test/small-city.ts';
import { isNegative } from './negative.ts';

const KWH = 1_000_000;

test.each([
  { kind: 'interval', value: 0, before: Number.NaN, negative: false },
  { kind: 'interval', value: -1, before: Number.NaN, negative: true },
  { kind: 'gauge', value: -1, before: 5, negative: true },
  { kind: 'gauge', value: 1, before: 5, negative: false },
  { kind: 'cumulative', value: -1, before: Number.NaN, negative: true },
  { kind: 'cumulative', value: 600 * KWH, before: 500 * KWH, negative: false },
  { kind: 'cumulative', value: 600 * KWH, before: 900 * KWH, negative: true },
  // A restart, and a register of 1,000 kWh that rolled over.
  { kind: 'cumulative', value: 1 * KWH, before: 900 * KWH, negative: false },
  { kind: 'cumulative', value: 1 * KWH, before: 999 * KWH, rollover: 1_000 * KWH, negative: false },
] as const)('$kind: $value after $before is negative: $negative', (row) => {
  const rollover = 'rollover' in row ? { rolloverMilliwattHours: row.rollover } : {};
  const spec = consumptionSpec([register(row.kind, QUARTER, { maximumWatts: 10_000, ...rollover })])!;
  const beforeTime = Number.isNaN(row.before) ? Number.NaN : 0;
  expect(isNegative(spec, row.value, QUARTER, beforeTime, row.before)).toBe(row.negative);
});
