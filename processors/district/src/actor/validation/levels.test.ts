import { expect, test } from 'vitest';
import { HIGH, KNOWN_SECONDS, LEVELS, LOW, SensorColumns, ZERO_SECONDS } from '../../state/sensor-columns.ts';
import { learn } from './levels.ts';
import { nothingMeasured } from './measure.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

function learnt(series: readonly (readonly [watts: number, lengthMs: number])[]) {
  const sensors = new SensorColumns(2);
  for (const [watts, lengthMs] of series) {
    learn(sensors, 1, { ...nothingMeasured(), watts, lengthMs, isLatest: true });
  }
  const at = (place: number) => sensors.levels[LEVELS + place]!;
  return { high: at(HIGH), low: at(LOW), knownSeconds: at(KNOWN_SECONDS), zeroSeconds: at(ZERO_SECONDS) };
}

test('keep the greatest and the least power and how long the sensor is known', () => {
  expect(learnt([[300, HOUR_MS], [900, HOUR_MS], [100, HOUR_MS]])).toMatchObject({
    high: expect.closeTo(895, 0),
    low: 100,
    knownSeconds: 3 * 3_600,
  }); // biome-ignore format: a series
});

test('forget what was high in about a week, so that a level that is left does not blind the rules for ever', () => {
  const weeks = (count: number) => [
    [300_000, HOUR_MS] as const,
    ...Array.from({ length: count * 168 }, () => [300, HOUR_MS] as const),
  ];
  expect(learnt(weeks(1)).high).toBeCloseTo(300_000 * Math.exp(-1), -4);
  expect(learnt(weeks(8)).high).toBeLessThan(500);
});

test('count how long nothing is shown, until something is; the least power is not nothing', () => {
  expect(learnt([[300, HOUR_MS], [0, DAY_MS], [0, DAY_MS]])).toMatchObject({ low: 300, zeroSeconds: 172_800 });
  expect(learnt([[0, DAY_MS], [5, HOUR_MS]])).toMatchObject({ low: 5, zeroSeconds: 0 });
}); // biome-ignore format: series

test('learn nothing from what came late, is unknown or is negative', () => {
  const sensors = new SensorColumns(2);
  const late = { ...nothingMeasured(), watts: 9, lengthMs: HOUR_MS };
  for (const measured of [
    late,
    { ...late, watts: Number.NaN, isLatest: true },
    { ...late, watts: -1, isLatest: true },
  ])
    learn(sensors, 0, measured);
  expect([...sensors.levels.subarray(0, LEVELS)]).toEqual([0, 0, 0, 0]);
});
