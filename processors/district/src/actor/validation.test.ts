import { decodeHeldReadings } from '@citywatt/reading-stream/held-readings';
import { verdictName } from '@citywatt/reading-stream/verdict';
import { expect, test } from 'vitest';
import { ActorRun, type GivenReading } from '../../test/actor-run.ts';
import { districtOf, HOUR, keyOf, MINUTE, QUARTER, register } from '../../test/small-city.ts';
import { encodeRefusal } from '../worker/refusal-message.ts';

const T0 = Date.parse('2026-01-05T00:00:00Z');
const DAY = 24 * HOUR;
const WH = 1_000;

const interval = (quarter: number, value: number, mark?: 'confirmed'): GivenReading => ({
  sensor: 0,
  key: keyOf('interval', QUARTER, 'measured', mark),
  eventTime: T0 + quarter * QUARTER,
  value,
});

/** A sensor that has taken about 1.2 kW for a day and a half, up to quarter hour 144. */
function known(): ActorRun {
  const run = new ActorRun();
  run.directory(districtOf([register('interval', QUARTER)], { clock: 'data' }));
  for (let quarter = 1; quarter <= 144; quarter++) {
    run.readings([interval(quarter, 300 * WH + quarter)], T0 + quarter * QUARTER);
  }
  return run;
}

const verdictOf = (run: ActorRun) => verdictName(run.raw.at(-1)!.verdict);
function quarter(run: ActorRun, end: number) {
  run.capture();
  const row = run.districtRows.get(`alpha/quarter-hour/${T0 + (end - 1) * QUARTER}`);
  return row && { energy: row.energyMilliwattHours, counts: row.qualityCounts };
}

test('after a standstill the first reading comes before a tick: the door has seen the time', () => {
  const run = new ActorRun();
  run.directory(districtOf([register('interval', QUARTER)]));
  run.tick(T0);
  const now = T0 + 4 * QUARTER;
  run.readings([interval(4, 300 * WH)], now);
  expect(verdictOf(run)).toBe('accepted');
  run.readings([interval(6, 300 * WH)], now);
  expect(verdictOf(run)).toBe('future');
});

test('what is suspect counts and is flagged', () => {
  const run = known();
  run.readings([interval(145, 2_000 * WH)], T0 + 145 * QUARTER);
  expect(verdictOf(run)).toBe('spike');
  expect(quarter(run, 145)).toEqual({ energy: 2_000 * WH, counts: [0, 0, 0, 1, 0] });
  expect(run.refused).toEqual([]);
});

test('a unit mistake, up or down, does not count, is stored raw, and is listed with its rule', () => {
  const run = known();
  run.readings([interval(145, 300_000 * WH), interval(146, 300)], T0 + 146 * QUARTER);
  run.readings([interval(147, 300 * WH)], T0 + 147 * QUARTER);
  expect(run.raw.slice(-3).map(({ verdict }) => verdictName(verdict))).toEqual([
    'unit-mistake',
    'unit-mistake',
    'after-gap',
  ]);
  expect([quarter(run, 145), quarter(run, 146)]).toEqual([undefined, undefined]);
  expect(decodeHeldReadings(new TextEncoder().encode(encodeRefusal(run.refused[0]!)))).toMatchObject({
    reason: 'unit-mistake',
    district: 'alpha',
    sensorNumbers: [0, 0],
    positions: [0, 1],
    times: [T0 + 145 * QUARTER, T0 + 146 * QUARTER],
    values: [300_000 * WH, 300],
  });
});

test('what is held moves neither the live load nor the clock nor the windows', () => {
  const run = known();
  const { liveWatts, latestEnd } = run.district('alpha');
  run.readings([interval(145, 300_000 * WH)], T0 + 145 * QUARTER);
  expect(run.district('alpha')).toMatchObject({ liveWatts, latestEnd });
});

test('confirmed, it counts as measured; sent twice, once', () => {
  const run = known();
  run.readings([interval(145, 300_000 * WH)], T0 + 145 * QUARTER);
  run.readings([interval(145, 300_000 * WH, 'confirmed')], T0 + 146 * QUARTER);
  run.readings([interval(145, 300_000 * WH, 'confirmed')], T0 + 147 * QUARTER);
  expect(verdictOf(run)).toBe('duplicate');
  expect(quarter(run, 145)).toEqual({ energy: 300_000 * WH, counts: [1, 0, 0, 0, 0] });
  run.control({
    type: 'rebuild',
    tenant: 'demo',
    city: 'small',
    district: 'alpha',
    from: T0,
    to: T0 + 2 * DAY,
  });
  run.repair();
  expect(quarter(run, 145)).toEqual({ energy: 300_000 * WH, counts: [1, 0, 0, 0, 0] });
});

test('a sensor that stays at a confirmed level is not stopped again, nor one that goes back', () => {
  const run = known();
  run.readings([interval(145, 300_000 * WH)], T0 + 145 * QUARTER);
  run.readings([interval(145, 300_000 * WH, 'confirmed')], T0 + 145 * QUARTER);
  run.readings([interval(146, 310_000 * WH), interval(147, 290_000 * WH)], T0 + 147 * QUARTER);
  run.readings([interval(148, 300 * WH)], T0 + 148 * QUARTER);
  expect(run.refused).toHaveLength(1);
  expect(run.raw.slice(-3).map(({ verdict }) => verdictName(verdict))).toEqual([
    'accepted',
    'accepted',
    'accepted',
  ]);
});

test('a confirmation takes the flag off what was only suspect', () => {
  const run = known();
  run.readings([interval(145, 2_000 * WH)], T0 + 145 * QUARTER);
  run.readings([interval(145, 2_000 * WH, 'confirmed')], T0 + 146 * QUARTER);
  run.repair();
  expect(quarter(run, 145)).toEqual({ energy: 2_000 * WH, counts: [1, 0, 0, 0, 0] });
});

test('replayed without a confirmation it is judged anew', () => {
  const run = known();
  run.readings([interval(145, 300_000 * WH)], T0 + 145 * QUARTER);
  run.readings([interval(145, 300_000 * WH)], T0 + 146 * QUARTER);
  expect(run.refused).toHaveLength(2);
});

test('a day of nothing is suspect from then on', () => {
  const run = known();
  for (let end = 145; end <= 242; end++) run.readings([interval(end, 0)], T0 + end * QUARTER);
  const zeros = run.raw.slice(-98).map(({ verdict }) => verdictName(verdict));
  expect([zeros.indexOf('zero-run'), zeros.lastIndexOf('zero-run')]).toEqual([96, 97]);
});

test('another length than declared counts and is suspect', () => {
  const run = known();
  const reading = { ...interval(145, 0), key: keyOf('interval', 5 * MINUTE), value: 100 * WH };
  run.readings([reading], T0 + 145 * QUARTER);
  expect(verdictOf(run)).toBe('interval-size');
  run.repair();
  expect(quarter(run, 145)).toEqual({ energy: 100 * WH, counts: [0, 0, 0, 1, 0] });
});

test('readings of a district that nobody knows are listed', () => {
  const run = new ActorRun();
  run.readings([interval(1, 5)], T0);
  expect(run.refused).toMatchObject([{ reason: 'unknown-district', values: [5] }]);
});

test('the levels that rules compare with survive a crash', () => {
  const run = known();
  run.checkpoint();
  run.crash();
  run.readings([interval(145, 300_000 * WH)], T0 + 145 * QUARTER);
  expect(verdictOf(run)).toBe('unit-mistake');
});
