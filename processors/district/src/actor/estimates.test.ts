import { expect, test } from 'vitest';
import { ActorRun, type GivenReading } from '../../test/actor-run.ts';
import { districtOf, HOUR, keyOf, MINUTE, QUARTER, register } from '../../test/small-city.ts';

const T0 = Date.parse('2026-01-05T10:00:00Z');

const measured = (quarter: number, value: number): GivenReading => ({
  sensor: 0,
  key: keyOf('interval', QUARTER),
  eventTime: T0 + quarter * QUARTER,
  value,
});
const estimate = (quarter: number, value: number): GivenReading => ({
  ...measured(quarter, value),
  key: keyOf('interval', QUARTER, 'estimated', 'estimate'),
});

/** Readings in the order given, a tick behind each; the second quarter hour is what is asked about. */
function second(arrivals: readonly GivenReading[], repaired: boolean) {
  const run = new ActorRun();
  run.directory(districtOf([register('interval', QUARTER)]));
  run.tick(T0 + 4 * QUARTER);
  for (const reading of [measured(1, 10), measured(3, 30), ...arrivals]) {
    run.readings([reading], T0 + 4 * QUARTER);
    run.capture();
  }
  if (repaired) {
    const [from, to] = [T0 - HOUR, T0 + 4 * HOUR];
    run.control({ type: 'rebuild', tenant: 'demo', city: 'small', district: 'alpha', from, to });
  }
  run.repair();
  const row = run.districtRows.get(`alpha/quarter-hour/${T0 + QUARTER}`);
  return row && { energy: row.energyMilliwattHours, counts: row.qualityCounts };
}

test.each([
  { what: 'an estimate counts and is flagged', arrivals: [estimate(2, 7)], energy: 7, counts: [0, 1, 0, 0, 0] },
  { what: 'the later estimate counts', arrivals: [estimate(2, 7), estimate(2, 8)], energy: 8, counts: [0, 1, 0, 0, 0] },
  { what: 'what the sensor says takes its place and is no revision', arrivals: [estimate(2, 7), measured(2, 20)], energy: 20, counts: [1, 0, 0, 0, 0] },
  { what: 'an estimate takes the place of nothing that the sensor said', arrivals: [measured(2, 20), estimate(2, 7)], energy: 20, counts: [1, 0, 0, 0, 0] },
  { what: 'not even between the sensor’s own values', arrivals: [measured(2, 20), estimate(2, 7), measured(2, 21)], energy: 21, counts: [0, 0, 1, 0, 0] },
  { what: 'the same value from the sensor is measured', arrivals: [estimate(2, 7), measured(2, 7)], energy: 7, counts: [1, 0, 0, 0, 0] },
] as const)('$what', ({ arrivals, energy, counts }) => {
  for (const repaired of [false, true]) expect(second(arrivals, repaired)).toEqual({ energy, counts });
}); // biome-ignore format: a table

test('readings of another length that come later than an estimate take its place', () => {
  const short = (minutes: number) => ({
    ...measured(1, 4),
    key: keyOf('interval', 5 * MINUTE),
    eventTime: T0 + QUARTER + minutes * MINUTE,
  });
  const arrivals = [estimate(2, 7), short(10), short(15)];
  for (const repaired of [false, true]) expect(second(arrivals, repaired)?.energy).toBe(8);
});

test('an estimate is no sign of life: neither the live load nor the feed nor the clock take it for a reading', () => {
  const run = new ActorRun();
  run.directory(districtOf([register('interval', QUARTER)]));
  run.tick(T0);
  run.readings([measured(0, 100_000)], T0);
  const { liveWatts, latestEnd, latestIngest } = run.district('alpha');
  for (let second = 1; second <= 60; second++) run.tick(T0 + second * 1_000);
  const { ticksSinceReading } = run.district('alpha');
  run.readings([estimate(0, 900_000), estimate(1, 900_000)], T0 + 2 * HOUR);
  expect(run.district('alpha')).toMatchObject({ liveWatts, latestEnd, latestIngest, ticksSinceReading });
});
