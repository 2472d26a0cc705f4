import { seeded } from '@citywatt/test-harness/seeded';
import { expect, test } from 'vitest';
import { ActorRun, type GivenReading } from '../../test/actor-run.ts';
import { districtOf, HOUR, keyOf, MINUTE, QUARTER, register } from '../../test/small-city.ts';
import { encodePartition } from '../checkpoint/partition-codec.ts';
import { applyNext } from './next-reading.ts';
import { nothingMeasured } from './validation/measure.ts';

const FROM = Date.parse('2026-01-05T10:00:00Z');
const HOURS = 5;
const directory = (clock: 'wall' | 'data') =>
  districtOf(
    [
      register('cumulative', MINUTE),
      register('cumulative', MINUTE, { maximumWatts: 20_000 }),
      register('cumulative', QUARTER),
      register('cumulative', MINUTE, { rolloverMilliwattHours: 1_000_000_000 }),
    ],
    { clock },
  );

/** A minute's readings of each sensor: most are the next, some are late, come twice, stand still, fall or jump. */
function* minutes(seed: number): Generator<{ readonly now: number; readonly readings: GivenReading[] }> {
  const random = seeded(seed);
  const totals = [0, 500_000_000, 0, 999_000_000];
  const late: { readonly at: number; readonly reading: GivenReading }[] = [];
  for (let now = FROM; now < FROM + HOURS * HOUR; now += MINUTE) {
    const readings: GivenReading[] = [];
    for (const [sensor, total] of totals.entries()) {
      const draw = random.next();
      const step = draw < 0.03 ? 0 : random.integer(1, draw < 0.05 ? 900_000 : 40_000);
      totals[sensor] = draw > 0.995 ? step : (total + step) % 1_000_000_000;
      if (random.next() < 0.02) continue;
      // Every fourth on the full minute: those end a quarter hour exactly.
      const eventTime = now - (random.next() < 0.25 ? 0 : random.integer(1, MINUTE - 1));
      const quality = random.next() < 0.02 ? 'estimated' : 'measured';
      const reading = { sensor, key: keyOf('cumulative', 0, quality), eventTime, value: totals[sensor]! };
      if (random.next() < 0.05) late.push({ at: now + random.integer(1, 3 * HOUR), reading });
      else readings.push(reading);
      if (random.next() < 0.03) late.push({ at: now + random.integer(0, 5 * MINUTE), reading });
    }
    for (const [index, { at, reading }] of [...late].entries()) {
      if (at > now) continue;
      readings.push(reading);
      late[index] = { at: Number.POSITIVE_INFINITY, reading };
    }
    yield { now, readings };
  }
}

/** Far ahead of all readings: an hour that is cold sends every reading the general way, and is otherwise without effect. */
const FAR_AHEAD = FROM + 1_000 * HOUR;

test.each(['wall', 'data'] as const)('does what the general way does, byte for byte, clock %s', (clock) => {
  for (let seed = 1; seed <= 12; seed++) {
    const [fast, general] = [new ActorRun(), new ActorRun()];
    for (const run of [fast, general]) run.directory(directory(clock));
    general.district('alpha').coldHours.add(FAR_AHEAD);
    for (const { now, readings } of minutes(seed)) {
      for (const run of [fast, general]) {
        if (clock === 'wall') run.tick(now);
        if (readings.length > 0) run.readings(readings, now);
        if (now % QUARTER === 0) run.capture();
      }
    }
    general.district('alpha').coldHours.delete(FAR_AHEAD);
    expect(encodePartition(fast.state)).toEqual(encodePartition(general.state));
    expect(fast.actor.outcomes).toEqual(general.actor.outcomes);
    expect(fast.raw).toEqual(general.raw);
    expect(fast.districtRows).toEqual(general.districtRows);
    expect(fast.sensorRows).toEqual(general.sensorRows);
    expect(fast.actor.outcomes.placed).toBeGreaterThan(500);
  }
});

test('is the way of the next reading, and of no other', () => {
  const run = new ActorRun();
  run.directory(directory('data'));
  const key = keyOf('cumulative', 0);
  const values = [0, 1_000, 2_000, 3_000];
  for (const [minute, value] of values.entries())
    run.readings([{ sensor: 0, key, eventTime: FROM + minute * MINUTE + 5_000, value }], FROM);
  const district = run.district('alpha');
  const context = { sequence: 9, longestGapMs: HOUR } as Parameters<typeof applyNext>[0];
  const next = FROM + 4 * MINUTE;
  const taken = (time: number, value: number, ingestTime = FROM) =>
    applyNext(context, district, district.specs[0]!, 0, time, value, ingestTime, 0, nothingMeasured());
  const before = encodePartition(run.state);
  expect([
    taken(next, 2_999), taken(next, 3_000), taken(next, 30_000), taken(FROM + 3 * MINUTE, 4_000),
    taken(FROM + 5 * MINUTE, 4_000), taken(next, 4_000, FROM + 2 * HOUR),
  ]).toEqual([false, false, false, false, false, false]); // biome-ignore format: one group a line
  expect(encodePartition(run.state)).toEqual(before);
  expect(taken(next, 4_000)).toBe(true);
  expect(taken(FROM + 16 * MINUTE, 5_000)).toBe(false);
});
