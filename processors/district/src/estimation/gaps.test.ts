import { expect, test } from 'vitest';
import { ActorRun } from '../../test/actor-run.ts';
import { districtOf, HOUR, keyOf, QUARTER, register } from '../../test/small-city.ts';
import { gapsOf } from './gaps.ts';

const T0 = Date.parse('2026-01-05T10:00:00Z');

/** Gaps in quarter hours behind T0, once intervals that end there have come and time has gone on to `until`. */
function gapsAfter(
  ends: readonly number[],
  until: number,
  declared = register('interval', QUARTER),
): number[] {
  const run = new ActorRun();
  run.directory(districtOf([declared, declared], { clock: 'data' }));
  for (const end of ends) {
    run.readings(
      [{ sensor: 0, key: keyOf(declared.kind, QUARTER), eventTime: T0 + end * QUARTER, value: 1_000 + end }],
      T0,
    );
  }
  // Another sensor moves the district's clock.
  run.readings(
    [{ sensor: 1, key: keyOf(declared.kind, QUARTER), eventTime: T0 + until * QUARTER, value: 5 }],
    T0,
  );
  return gapsOf(run.district('alpha')).map(({ start }) => (start - T0) / QUARTER + 1);
}

test.each([
  { what: 'nothing missing', ends: [1, 2, 3], until: 9, gaps: [] },
  { what: 'one missing', ends: [1, 3], until: 9, gaps: [2] },
  { what: 'one missing whose window is open', ends: [1, 3], until: 3, gaps: [] },
  { what: 'two gaps, the later first', ends: [1, 3, 6], until: 9, gaps: [4, 5, 2] },
  { what: 'one that came late', ends: [1, 3, 2], until: 9, gaps: [] },
  { what: 'a sensor that is silent', ends: [1, 2], until: 40, gaps: [] },
  { what: 'what was before the first reading', ends: [9], until: 20, gaps: [] },
  { what: 'four hours', ends: [1, 18], until: 30, gaps: Array.from({ length: 16 }, (_, n) => n + 2) },
  { what: 'more than four hours', ends: [1, 19], until: 30, gaps: [] },
  { what: 'over the middle of the bitmap', ends: [...Array(30).keys(), 32, ...Array.from({ length: 30 }, (_, n) => n + 33)], until: 80, gaps: [30, 31] },
  { what: 'one that 63 intervals have followed', ends: [1, ...Array.from({ length: 63 }, (_, n) => n + 3)], until: 80, gaps: [] },
  { what: 'one that 62 have followed', ends: [1, ...Array.from({ length: 62 }, (_, n) => n + 3)], until: 80, gaps: [2] },
])('$what', ({ ends, until, gaps }) => {
  expect(gapsAfter(ends, until).toSorted((a, b) => a - b)).toEqual(gaps.toSorted((a, b) => a - b));
}); // biome-ignore format: a table

test('a register bridges its gaps by itself', () => {
  expect(gapsAfter([1, 3], 9, register('cumulative', QUARTER))).toEqual([]);
});

test('what was held is missing', () => {
  const run = new ActorRun();
  run.directory(districtOf([register('interval', QUARTER, { maximumWatts: 4_000 })], { clock: 'data' }));
  for (const [end, value] of [[1, 5], [2, 5e9], [3, 5], [9, 5]] as const) {
    run.readings([{ sensor: 0, key: keyOf('interval', QUARTER), eventTime: T0 + end * QUARTER, value }], T0);
  } // biome-ignore format: a series
  const gaps = gapsOf(run.district('alpha')).map(({ end }) => (end - T0) / QUARTER);
  expect(gaps).toContain(2);
});

test('a sensor that is out of service has none', () => {
  const run = new ActorRun();
  const directory = districtOf([register('interval', HOUR)], { clock: 'data' });
  run.directory(directory);
  for (const end of [1, 3, 9]) {
    run.readings([{ sensor: 0, key: keyOf('interval', HOUR), eventTime: T0 + end * HOUR, value: 5 }], T0);
  }
  expect(gapsOf(run.district('alpha')).length).toBeGreaterThan(0);
  run.directory({
    ...directory,
    revision: 2,
    sensors: directory.sensors.map((sensor) => ({ ...sensor, active: false })),
  });
  expect(gapsOf(run.district('alpha'))).toEqual([]);
});

test('the gap of a meter whose half hours begin at a quarter past begins there too', () => {
  const run = new ActorRun();
  const halfHours = register('interval', 2 * QUARTER);
  run.directory(districtOf([halfHours, register('interval', QUARTER)], { clock: 'data' }));
  const read = (sensor: number, end: number, lengthMs: number) =>
    run.readings([{ sensor, key: keyOf('interval', lengthMs), eventTime: T0 + end * QUARTER, value: 5 }], T0);
  for (const end of [3, 9]) read(0, end, 2 * QUARTER);
  read(1, 40, QUARTER);
  const gaps = gapsOf(run.district('alpha')).map(({ start, end }) =>
    [start, end].map((at) => (at - T0) / QUARTER),
  );
  expect(gaps.toSorted((a, b) => a[0]! - b[0]!)).toEqual([
    [3, 5],
    [5, 7],
  ]);
});
