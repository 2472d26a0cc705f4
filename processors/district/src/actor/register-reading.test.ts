import type { Quality } from '@citywatt/reading-stream/reading';
import { expect, test } from 'vitest';
import { ActorRun, energyOf } from '../../test/actor-run.ts';
import { districtOf, keyOf, MINUTE, QUARTER, register } from '../../test/small-city.ts';

const KWH = 1_000_000;
const T0 = Date.parse('2026-01-05T10:00:00Z');

/** Register values a quarter hour apart, from T0 on; answers with the energy of each quarter hour. */
function quarters(values: readonly number[], declared = register('cumulative', QUARTER)): number[] {
  const run = new ActorRun();
  run.directory(districtOf([declared]));
  values.forEach((value, index) => {
    const time = T0 + index * QUARTER;
    run.tick(time);
    run.readings([{ sensor: 0, key: keyOf('cumulative', 0), eventTime: time, value }], time);
  });
  run.capture();
  const windows = energyOf(run, 'alpha', 'quarter-hour');
  return values.slice(1).map((_, index) => windows.get(T0 + index * QUARTER) ?? 0);
}

test('a register gives the difference to its last value', () => {
  expect(quarters([100 * KWH, 101 * KWH, 101 * KWH, 103 * KWH])).toEqual([1 * KWH, 0, 2 * KWH]);
});

test('a register that starts again at 0 gives what it has counted since, never negative energy', () => {
  expect(quarters([100 * KWH, 101 * KWH, 0.5 * KWH, 1.5 * KWH])).toEqual([1 * KWH, 0.5 * KWH, 1 * KWH]);
});

test('a register of known width rolls over', () => {
  const meter = register('cumulative', QUARTER, {
    rolloverMilliwattHours: 1_000 * KWH,
    maximumWatts: 10_000,
  });
  expect(quarters([999.5 * KWH, 0.7 * KWH, 1 * KWH], meter)).toEqual([1.2 * KWH, 0.3 * KWH]);
});

test('a fall to more than the connection could have taken counts nothing and is suspect', () => {
  const run = new ActorRun();
  run.directory(districtOf([register('cumulative', QUARTER, { maximumWatts: 10_000 })]));
  [900, 600].forEach((kwh, index) => {
    const time = T0 + index * QUARTER;
    run.tick(time);
    run.readings([{ sensor: 0, key: keyOf('cumulative', 0), eventTime: time, value: kwh * KWH }], time);
  });
  run.capture();
  const [row] = [...run.districtRows.values()].filter(({ resolution }) => resolution === 'quarter-hour');
  expect(row).toMatchObject({ energyMilliwattHours: 0, qualityCounts: [0, 0, 0, 1, 0] });
});

test('a difference over many windows is spread evenly and adds up to the whole', () => {
  const run = new ActorRun();
  run.directory(districtOf([register('cumulative', QUARTER)]));
  run.readings(
    [{ sensor: 0, key: keyOf('cumulative', 0), eventTime: T0 + 7 * MINUTE, value: 0 }],
    T0 + 7 * MINUTE,
  );
  const later = T0 + 53 * MINUTE;
  run.tick(later);
  run.readings([{ sensor: 0, key: keyOf('cumulative', 0), eventTime: later, value: 1_000_003 }], later);
  run.capture();
  const minutes = [...energyOf(run, 'alpha', 'minute').values()];
  expect(minutes).toHaveLength(46);
  expect(minutes.reduce((sum, energy) => sum + energy, 0)).toBe(1_000_003);
  expect(Math.max(...minutes) - Math.min(...minutes)).toBeLessThanOrEqual(1);
  expect([...energyOf(run, 'alpha', 'quarter-hour').keys()]).toEqual(
    [0, 1, 2, 3].map((n) => T0 + n * QUARTER),
  );
});

test('a gauge counts its power until the next value, and for two expected intervals when none comes', () => {
  const run = new ActorRun();
  run.directory(districtOf([register('gauge', 5 * MINUTE)]));
  for (const [after, watts] of [
    [0, 1_200],
    [5, 600],
    [40, 0],
  ] as const) {
    const time = T0 + after * MINUTE;
    run.tick(time);
    run.readings([{ sensor: 0, key: keyOf('gauge', 0), eventTime: time, value: watts }], time);
  }
  run.capture();
  // 5 minutes of 1,200 W, 10 of the 35 minutes at 600 W.
  expect(energyOf(run, 'alpha', 'quarter-hour')).toEqual(new Map([[T0, 100_000 + 100_000]]));
});

test('a quality that is less sure marks the windows it goes into', () => {
  const run = new ActorRun();
  run.directory(districtOf([register('cumulative', QUARTER)]));
  const qualities: readonly Quality[] = ['measured', 'measured', 'estimated'];
  qualities.forEach((quality, index) => {
    const time = T0 + index * QUARTER;
    run.tick(time);
    run.readings(
      [{ sensor: 0, key: keyOf('cumulative', 0, quality), eventTime: time, value: index * KWH }],
      time,
    );
  });
  run.capture();
  const counts = [...run.districtRows.values()]
    .filter(({ resolution }) => resolution === 'quarter-hour')
    .map(({ qualityCounts }) => qualityCounts);
  expect(counts).toEqual([
    [1, 0, 0, 0, 0],
    [0, 1, 0, 0, 0],
  ]);
});

test.each([
  { what: 'in a run of quarter hours', silentFrom: 24, cold: [3] },
  { what: 'after which the sensor was silent', silentFrom: 13, cold: [3, 4] },
])(
  'three hours late $what, a reading leaves to repair only the hot hours that it may touch',
  ({ silentFrom, cold }) => {
    const run = new ActorRun();
    run.directory(districtOf([register('cumulative', QUARTER)]));
    const read = (quarter: number, at: number) => {
      const eventTime = T0 + quarter * QUARTER;
      const reading = { sensor: 0, key: keyOf('cumulative', 0), eventTime, value: quarter * KWH };
      run.readings([reading], T0 + at * QUARTER);
    };
    for (let quarter = 0; quarter < 24; quarter++) {
      run.tick(T0 + quarter * QUARTER);
      const silent = quarter > silentFrom && quarter < 20;
      if (quarter !== 12 && !silent) read(quarter, quarter);
    }
    read(12, 24);
    const hours = [...run.district('alpha').marks.cold.keys()].map((hour) => (hour - T0) / (4 * QUARTER));
    expect(hours.sort()).toEqual(cold);
  },
);
