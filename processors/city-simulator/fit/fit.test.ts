import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import loads from '../src/fitted/lisbon-loads.fitted.json' with { type: 'json' };
import weather from '../src/fitted/lisbon-weather.fitted.json' with { type: 'json' };
import { fitDistrictLoads } from './district-loads.ts';
import { fitWeather, leastSquares, readTemperatures } from './weather.ts';

const folder = join(import.meta.dirname, '../../../../shared/data/lisbon_districts');

test.skipIf(!existsSync(folder))(
  'the fitted files are what the measured data say',
  async () => {
    const temperatures = await readTemperatures(join(folder, 'lisbon_weather_hourly.csv.gz'));
    expect(weather).toMatchObject(fitWeather(temperatures));
    const fitted = await fitDistrictLoads(join(folder, 'lisbon_cp4_hourly.csv.gz'), temperatures);
    expect(loads.districts).toEqual(fitted);
  },
  30_000,
);

test('every fitted file names its source', () => {
  for (const { attribution } of [loads, weather]) expect(attribution).toMatch(/CC BY 4\.0/);
});

test('least squares finds the line that the points were made from', () => {
  const rows = [1, 2, 3, 4, 7].map((x) => [1, x, x * x]);
  const targets = rows.map(([one, x, square]) => 3 * one! - 2 * x! + 0.5 * square!);
  expect(leastSquares(rows, targets).map((value) => Number(value.toFixed(9)))).toEqual([3, -2, 0.5]);
});
