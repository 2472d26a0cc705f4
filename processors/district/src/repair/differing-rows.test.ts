import type { DistrictRollupRow, SensorRollupRow } from '@citywatt/measurement-store/rows';
import { expect, test } from 'vitest';
import { differing } from './differing-rows.ts';

const place = { tenant: 'demo', city: 'small', district: 'alpha', register: '1-0:1.0.0', version: 9n };
const quarter: SensorRollupRow = {
  ...place,
  sensorNumber: 1,
  resolution: 'quarter-hour',
  windowStart: 900_000,
  energyMilliwattHours: 5,
  readingCount: 1,
  quality: 0,
  residential: true,
  deliveryPoints: 1,
  oldestIngestTime: 1_000,
};
const minute: DistrictRollupRow = {
  ...place,
  resolution: 'minute',
  windowStart: 900_000,
  windowEnd: 960_000,
  energyMilliwattHours: 5,
  state: 'final',
  readingCount: 1,
  qualityCounts: [1, 0, 0, 0, 0],
  contributorsResidential: 0,
  contributorsOther: 0,
  largestShare: 1 / 3,
  oldestIngestTime: 1_000,
};
/** As the store gives them back. */
const stored = {
  sensorQuarters: [{ ...quarter, start: 900_000 }],
  minutes: [{ ...minute, start: 900_000, largestShare: Math.fround(1 / 3) }],
  quarters: [],
};
const written = (sensors: readonly SensorRollupRow[], districts: readonly DistrictRollupRow[]) => {
  const found = differing({ sensorRows: sensors, districtRows: districts }, stored);
  return [found.sensors.length, found.districts.length];
};

test('what the store says already is not written again', () => {
  expect(written([quarter], [minute])).toEqual([0, 0]);
});

test('what it does not have, or has with anything else in it, is', () => {
  expect(written([{ ...quarter, sensorNumber: 2 }], [{ ...minute, windowStart: 960_000 }])).toEqual([1, 1]);
  const quarters = [
    { energyMilliwattHours: 6 }, { readingCount: 2 }, { quality: 1 }, { residential: false }, { deliveryPoints: 2 },
    { oldestIngestTime: 2_000 },
  ].map((change) => ({ ...quarter, ...change })); // biome-ignore format: a list
  const minutes = [
    { energyMilliwattHours: 6 }, { state: 'revised' as const }, { readingCount: 2 },
    { qualityCounts: [0, 1, 0, 0, 0] as const }, { contributorsResidential: 1 }, { contributorsOther: 1 },
    { largestShare: 0.5 }, { oldestIngestTime: 2_000 },
  ].map((change) => ({ ...minute, ...change })); // biome-ignore format: a list
  expect(written(quarters, minutes)).toEqual([quarters.length, minutes.length]);
});
