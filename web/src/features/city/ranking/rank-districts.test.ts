import { expect, test } from 'vitest';
import type { DistrictState } from '../map/district-states.ts';
import { rankDistricts } from './rank-districts.ts';

const measured = (powerKw: number): DistrictState => ({ powerKw, sureness: 'measured', step: 1 });
const missing: DistrictState = { powerKw: 900, sureness: 'missing', step: undefined };

test('most load comes first, what has no data last, whatever its last value was', () => {
  const ranked = rankDistricts([missing, measured(10), measured(40), missing]);
  expect(ranked.map(({ index }) => index)).toEqual([2, 1, 0, 3]);
  expect(ranked.map(({ share }) => share)).toEqual([1, 0.25, 0, 0]);
});

test('equal loads keep the order of the list, so that rows do not swap at each event', () => {
  expect(rankDistricts([measured(5), measured(5), measured(5)]).map(({ index }) => index)).toEqual([0, 1, 2]);
});
