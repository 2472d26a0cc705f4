import { expect, test } from 'vitest';
import { districtOf, HOUR, MINUTE, register } from '../../test/small-city.ts';
import { DistrictState } from '../state/district-state.ts';
import { PartitionState } from '../state/partition-state.ts';
import { coldBatches, coldGroups } from './cold-batches.ts';

const FROM = Date.parse('2026-03-01T00:00:00Z');

/** A partition of districts with the given hours cold, each hour asked for by the message of that sequence. */
function partition(cold: Readonly<Record<string, readonly (readonly [hour: number, sequence: number])[]>>) {
  const state = new PartitionState(0);
  for (const [name, hours] of Object.entries(cold)) {
    const district = new DistrictState({ tenant: 'demo', city: 'small', district: name });
    const sensors = Array.from({ length: 100 }, () => register('cumulative', MINUTE));
    district.applyDirectory({ ...districtOf(sensors), district: name });
    district.closedUntil = FROM + 10_000 * HOUR;
    for (const [hour, sequence] of hours) district.marks.cold.set(FROM + hour * HOUR, sequence);
    state.districts.set(district.key, district);
  }
  return { state, flushed: 100, settled: true };
}

const hoursOf = (batches: ReturnType<typeof coldBatches>) =>
  batches.map(({ district, hours }) => [district.district, hours.map((hour) => (hour - FROM) / HOUR)]);

test('the newest come first over all districts, neighbouring hours together, and nothing that is not flushed', () => {
  const owned = [
    partition({ one: [[5, 1], [6, 2], [300, 3]], two: [[7, 1], [8, 100], [9, 200]] }), // biome-ignore format: a table
  ];
  expect(hoursOf(coldBatches(owned, false))).toEqual([
    ['one', [300]],
    ['two', [7]],
    ['one', [5, 6]],
  ]);
});

test('an hour that is open is left until all are asked for', () => {
  const owned = [partition({ one: [[5, 1], [20_000, 1]] })]; // biome-ignore format: a table
  expect(hoursOf(coldBatches(owned, false))).toEqual([['one', [5]]]);
  expect(hoursOf(coldBatches(owned, true))).toEqual([
    ['one', [20_000]],
    ['one', [5]],
  ]);
});

test('a long history is cut into what memory holds, and districts of the same hours are made together', () => {
  const year = Array.from({ length: 365 * 24 }, (_, hour) => [hour, 1] as const);
  const batches = coldBatches([partition({ one: year, two: year })], false);
  expect(batches.every(({ hours, anHour }) => hours.length * anHour <= 506_000)).toBe(true);
  expect(batches.flatMap(({ hours }) => hours)).toHaveLength(2 * year.length);

  const few = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`d${index}`, [[5, 1], [6, 1]] as const])); // biome-ignore format: a table
  expect([...coldGroups(coldBatches([partition(few)], false))].map((group) => group.length)).toEqual([41, 9]);
});

test('districts whose hours lie far apart are not read over all that is between them', () => {
  const owned = [partition({ one: [[500, 1]], two: [[499, 1]], three: [[3, 1]] })]; // biome-ignore format: a table
  const groups = [...coldGroups(coldBatches(owned, false))];
  expect(groups.map((group) => group.map(({ district }) => district.district))).toEqual([
    ['one', 'two'],
    ['three'],
  ]);
});
