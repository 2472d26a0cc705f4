import type { AreaCell } from '@citywatt/measurement-store/area-cells';
import { expect, test } from 'vitest';
import { cityValues, districtValues } from './area-values.ts';

const QUARTER = 900_000;
const cell = (at: number, energyKwh: number, more: Partial<AreaCell> = {}): AreaCell => ({
  start: at * QUARTER,
  end: (at + 1) * QUARTER,
  energyMilliwattHours: energyKwh * 1_000_000,
  quality: 0,
  contributorsResidential: 200,
  contributorsOther: 0,
  largestShare: 0.02,
  ...more,
});
const few = { contributorsResidential: 20 };
const shown = (values: ReturnType<typeof cityValues>) =>
  values.map(({ value }) => ('reason' in value ? value.reason : value.energyKwh));

test('a district’s cells are shown or say why not', () => {
  expect(shown(districtValues([cell(0, 5), cell(1, 6, few)]))).toEqual([5, 'TOO_FEW_CONTRIBUTORS']);
  expect(districtValues([cell(0, 5)])[0]!.value).toMatchObject({ averagePowerKw: 20, quality: 'MEASURED' });
});

test('a city is the sum of its districts; one that alone is hidden hides the sum', () => {
  expect(shown(cityValues([[cell(0, 5)], [cell(0, 7)]]))).toEqual([12]);
  expect(shown(cityValues([[cell(0, 5)], [cell(0, 7, few)], [cell(0, 1)]]))).toEqual(['COMPLEMENTARY']);
  expect(shown(cityValues([[cell(0, 5)], [cell(0, 7, few)], [cell(0, 1, few)]]))).toEqual([13]);
});

test('a window that some district has not closed is not there yet', () => {
  expect(shown(cityValues([[cell(0, 5), cell(1, 5)], [cell(0, 7)]]))).toEqual([12]);
});

test('the largest share is of the city’s total', () => {
  const factory = { contributorsOther: 1, largestShare: 0.9 };
  expect(shown(cityValues([[cell(0, 10, factory)], [cell(0, 10, factory)]]))).toEqual([
    'DOMINANT_CONTRIBUTOR',
  ]);
  expect(shown(cityValues([[cell(0, 10, factory)], [cell(0, 5, factory)], [cell(0, 185)]]))).toEqual([200]);
});
