import { expect, test } from 'vitest';
import {
  applyCityLoad,
  type CityLoadEvent,
  createLiveColumns,
  feedStates,
  surenessOf,
} from './live-columns.ts';

const event: CityLoadEvent = {
  sequence: '7',
  eventTime: '2026-03-01T12:00:00Z',
  complete: false,
  totalPowerKw: 31_000,
  currentShare: 0.95,
  districtIds: ['b'],
  powerKw: [21_000],
  currentShares: [0.5],
  feeds: ['DELAYED'],
  latestReadingEpochSeconds: [1_772_366_390],
};

test('an event moves only the districts that are in it', () => {
  const columns = createLiveColumns(['a', 'b']);
  applyCityLoad(columns, event);
  expect([...columns.powerKw]).toEqual([0, 21_000]);
  expect([0, 1].map((index) => surenessOf(columns, index))).toEqual(['missing', 'estimated']);
  expect(feedStates[columns.feed[1]!]).toBe('DELAYED');
});

test('a district that the outline does not hold is passed over', () => {
  const columns = createLiveColumns(['a', 'b']);
  applyCityLoad(columns, { ...event, districtIds: ['c'] });
  expect([...columns.seen]).toEqual([0, 0]);
});

test('from nine sensors of ten on a district counts as measured, with none it has no data', () => {
  const columns = createLiveColumns(['b']);
  const sureness = (share: number) => {
    applyCityLoad(columns, { ...event, currentShares: [share] });
    return surenessOf(columns, 0);
  };
  expect([0, 0.89, 0.9, 1].map(sureness)).toEqual(['missing', 'estimated', 'measured', 'measured']);
});
