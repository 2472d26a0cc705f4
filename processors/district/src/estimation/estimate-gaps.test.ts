import { decodeFrame } from '@citywatt/reading-stream/frame';
import { expect, test } from 'vitest';
import { ActorRun } from '../../test/actor-run.ts';
import { districtOf, HOUR, MINUTE, QUARTER, register } from '../../test/small-city.ts';
import type { QuarterSource } from '../ports.ts';
import { estimateGaps, framesOf } from './estimate-gaps.ts';

/** A Tuesday. */
const START = Date.parse('2026-01-13T10:00:00Z');
const DAY = 24 * HOUR;

interface Stored {
  readonly start: number;
  readonly energy: number;
  readonly quality?: number;
}

const storeOf = (rows: readonly Stored[]): QuarterSource => ({
  sensorQuarters: async ({ starts }) => {
    const found = rows.filter(({ start }) => starts.includes(start));
    return {
      district: found.map(() => 'alpha'),
      sensorNumber: found.map(() => 0),
      start: found.map(({ start }) => start),
      energyMilliwattHours: found.map(({ energy }) => energy),
      quality: found.map(({ quality = 0 }) => quality),
    };
  },
});

async function estimatesOf(rows: readonly Stored[], lengthMs: number, start = START) {
  const run = new ActorRun();
  run.directory(districtOf([register('interval', lengthMs)]));
  const district = run.district('alpha');
  const gaps = [{ sensor: 0, start, end: start + lengthMs }];
  return await estimateGaps(storeOf(rows), [{ district, gaps }]);
}
const energies = (made: Awaited<ReturnType<typeof estimatesOf>>) =>
  [...made.values()].flat().map(({ energyMilliwattHours }) => energyMilliwattHours);

test('an estimate is the mean of the same quarter hour on days of the same kind', async () => {
  const days = [
    { start: START - DAY, energy: 100 },
    { start: START - 4 * DAY, energy: 201 },
    // A Sunday, and another quarter hour.
    { start: START - 2 * DAY, energy: 9_000 },
    { start: START - DAY + QUARTER, energy: 9_000 },
  ];
  expect(energies(await estimatesOf(days, QUARTER))).toEqual([151]);
});

test('one day is too little, and so are days that were not sure themselves', async () => {
  const one = { start: START - DAY, energy: 100 };
  expect(energies(await estimatesOf([one], QUARTER))).toEqual([]);
  for (const quality of [1, 3]) {
    expect(
      energies(await estimatesOf([one, { start: START - 4 * DAY, energy: 5, quality }], QUARTER)),
    ).toEqual([]);
  }
  expect(
    energies(await estimatesOf([one, { start: START - 4 * DAY, energy: 5, quality: 2 }], QUARTER)),
  ).toHaveLength(1);
});

test('an hour is the sum of its quarter hours, five minutes are a third of one', async () => {
  const quarters = [0, 1, 2, 3].flatMap((quarter) =>
    [1, 4].map((days) => ({ start: START - days * DAY + quarter * QUARTER, energy: 100 + quarter })),
  );
  expect(energies(await estimatesOf(quarters, HOUR))).toEqual([406]);
  expect(energies(await estimatesOf(quarters, 5 * MINUTE, START + 5 * MINUTE))).toEqual([33]);
});

test('where readings of another length have spoken there is nothing to estimate', async () => {
  const days = [1, 4].map((back) => ({ start: START - back * DAY, energy: 100 }));
  expect(energies(await estimatesOf([...days, { start: START, energy: 7 }], QUARTER))).toEqual([]);
});

test('estimates travel as marked frames of the sensor’s register', async () => {
  const days = [1, 4].map((back) => ({ start: START - back * DAY, energy: 100 }));
  const [frame, ...more] = [...framesOf(await estimatesOf(days, QUARTER), START + DAY)];
  expect(more).toEqual([]);
  const cursor = decodeFrame(frame!);
  cursor.next();
  expect(cursor.key).toMatchObject({
    district: 'alpha',
    kind: 'interval',
    quality: 'estimated',
    intervalMs: QUARTER,
    mark: 'estimate',
  });
  expect([cursor.sensorNumbers[0], cursor.times[0], cursor.values[0]]).toEqual([0, START + QUARTER, 100]);
});
