import { consumptionSpec } from '@citywatt/consumption-windows/register-spec';
import { expect, test } from 'vitest';
import { HOUR, QUARTER, register } from '../../../test/small-city.ts';
import { hasOtherSize } from './interval-size.ts';

test.each([
  { kind: 'interval', sent: QUARTER, other: false },
  { kind: 'interval', sent: HOUR, other: true },
  { kind: 'interval', sent: 0, other: true },
  { kind: 'cumulative', sent: 0, other: false },
  { kind: 'gauge', sent: 0, other: false },
] as const)('$kind of a quarter hour, sent with $sent ms: $other', ({ kind, sent, other }) => {
  expect(hasOtherSize(consumptionSpec([register(kind, QUARTER)])!, sent)).toBe(other);
});
