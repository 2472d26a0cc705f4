import { consumptionSpec } from '@citywatt/consumption-windows/register-spec';
import { expect, test } from 'vitest';
import { MINUTE, QUARTER, register } from '../../../test/small-city.ts';
import { isImpossible } from './impossible.ts';
import { nothingMeasured } from './measure.ts';

test.each([
  { kind: 'interval', maximumWatts: 4_000, energy: 1_000_000, lengthMs: QUARTER, impossible: false },
  { kind: 'interval', maximumWatts: 4_000, energy: 1_000_001, lengthMs: QUARTER, impossible: true },
  { kind: 'interval', maximumWatts: undefined, energy: 9e15, lengthMs: QUARTER, impossible: false },
  { kind: 'cumulative', maximumWatts: 4_000, energy: 2_000_000, lengthMs: 2 * QUARTER, impossible: false },
  { kind: 'cumulative', maximumWatts: 4_000, energy: 2_000_001, lengthMs: 2 * QUARTER, impossible: true },
  // A register counts in steps: right behind another reading one step is no power.
  { kind: 'cumulative', maximumWatts: 4_000, energy: 900_000, lengthMs: 1, impossible: false },
  { kind: 'cumulative', maximumWatts: 4_000, energy: Number.NaN, lengthMs: 0, impossible: false },
  { kind: 'gauge', maximumWatts: 4_000, watts: 4_000, lengthMs: MINUTE, impossible: false },
  { kind: 'gauge', maximumWatts: 4_000, watts: 4_001, lengthMs: MINUTE, impossible: true },
  { kind: 'gauge', maximumWatts: undefined, watts: 9e9, lengthMs: MINUTE, impossible: false },
] as const)('$kind of $energy mWh or $watts W, at most $maximumWatts W: $impossible', (row) => {
  const limit = row.maximumWatts === undefined ? {} : { maximumWatts: row.maximumWatts };
  const spec = consumptionSpec([register(row.kind, QUARTER, limit)])!;
  const measured = {
    ...nothingMeasured(),
    energyMilliwattHours: 'energy' in row ? row.energy : Number.NaN,
    watts: 'watts' in row ? row.watts : Number.NaN,
    lengthMs: row.lengthMs,
  };
  expect(isImpossible(spec, measured)).toBe(row.impossible);
});
