import { expect, test } from 'vitest';
import { applyCityLoad, createLiveColumns } from '../live/live-columns.ts';
import { districtStates } from './district-states.ts';

type Districts = Parameters<typeof districtStates>[0];
const districts = [
  { id: 'a', areaKm2: 4 },
  { id: 'b', areaKm2: null },
  { id: 'c', areaKm2: 4 },
] as unknown as Districts;

test('a district without a value, or without what it is divided by, has no colour', () => {
  const columns = createLiveColumns(['a', 'b', 'c']);
  applyCityLoad(columns, {
    sequence: '1',
    eventTime: '2026-03-01T12:00:00Z',
    complete: false,
    totalPowerKw: 0,
    currentShare: 1,
    districtIds: ['a', 'b'],
    powerKw: [16_000, 16_000],
    currentShares: [1, 0.5],
    feeds: ['LIVE', 'LIVE'],
    latestReadingEpochSeconds: [0, 0],
  });
  const steps = (measure: 'density' | 'power' | 'peak') =>
    districtStates(districts, columns, measure, new Map([['b', 16_000]])).map(({ step }) => step);
  expect(steps('density')).toEqual([5, undefined, undefined]);
  expect(steps('power')).toEqual([4, 4, undefined]);
  expect(steps('peak')).toEqual([undefined, 7, undefined]);
  expect(districtStates(districts, columns, 'power', new Map()).map(({ sureness }) => sureness)).toEqual([
    'measured',
    'estimated',
    'missing',
  ]);
});
