import { verdictName } from '@citywatt/reading-stream/verdict';
import { expect, test } from 'vitest';
import { ActorRun, energyOf } from '../../../test/actor-run.ts';
import { districtOf, keyOf, MINUTE, QUARTER, register } from '../../../test/small-city.ts';

const T0 = Date.parse('2026-01-05T10:00:00Z');
const KWH = 1_000_000;

test.each([
  { kind: 'interval', minutes: [0, 15, 30], verdict: 'accepted' },
  { kind: 'interval', minutes: [0, 15, 45], verdict: 'after-gap' },
  { kind: 'interval', minutes: [0, 45, 30], verdict: 'accepted' },
  { kind: 'cumulative', minutes: [0, 15, 37], verdict: 'accepted' },
  { kind: 'cumulative', minutes: [0, 15, 38], verdict: 'after-gap' },
  { kind: 'gauge', minutes: [0, 15, 38], verdict: 'after-gap' },
] as const)('$kind read at minutes $minutes: the last is $verdict', ({ kind, minutes, verdict }) => {
  const run = new ActorRun();
  run.directory(districtOf([register(kind, QUARTER)], { clock: 'data' }));
  for (const minute of minutes) {
    const eventTime = T0 + minute * MINUTE;
    run.readings([{ sensor: 0, key: keyOf(kind, QUARTER), eventTime, value: KWH + minute }], T0);
  }
  expect(verdictName(run.raw.at(-1)!.verdict)).toBe(verdict);
});

test('a register that falls to nothing for one reading and comes back goes on, and takes no leap', () => {
  const run = new ActorRun();
  run.directory(districtOf([register('cumulative', QUARTER, { maximumWatts: 10_000 })], { clock: 'data' }));
  const stands = [900, 900.2, 0, 900.6, 900.9].map((kwh) => Math.round(kwh * KWH));
  stands.forEach((value, index) => {
    const eventTime = T0 + index * QUARTER;
    run.readings([{ sensor: 0, key: keyOf('cumulative', 0), eventTime, value }], T0);
  });
  run.capture();
  expect(run.refused).toEqual([]);
  const energy = energyOf(run, 'alpha', 'quarter-hour');
  expect([0, 1, 2, 3].map((quarter) => energy.get(T0 + quarter * QUARTER) ?? 0)).toEqual([
    200_000, 0, 0, 300_000,
  ]);
  const suspect = run.districtRows.get(`alpha/quarter-hour/${T0 + 2 * QUARTER}`);
  expect(suspect!.qualityCounts).toEqual([0, 0, 0, 1, 0]);
});

test('a register that leaps by more than its connection gives is held, and so is what follows it, until one is confirmed', () => {
  const run = new ActorRun();
  run.directory(districtOf([register('cumulative', QUARTER, { maximumWatts: 10_000 })], { clock: 'data' }));
  const send = (quarter: number, kwh: number, mark?: 'confirmed') =>
    run.readings(
      [
        {
          sensor: 0,
          key: keyOf('cumulative', 0, 'measured', mark),
          eventTime: T0 + quarter * QUARTER,
          value: kwh * KWH,
        },
      ],
      T0,
    );
  send(0, 900);
  send(1, 5_900);
  send(2, 5_901);
  expect(run.refused.map(({ reason }) => reason)).toEqual(['impossible', 'impossible']);
  send(2, 5_901, 'confirmed');
  send(3, 5_902);
  expect(run.refused).toHaveLength(2);
  run.capture();
  const energy = energyOf(run, 'alpha', 'quarter-hour');
  expect([...energy.values()].reduce((sum, value) => sum + value, 0)).toBe(5_002 * KWH);
});
