import { verdictName } from '@citywatt/reading-stream/verdict';
import { expect, test } from 'vitest';
import { ActorRun } from '../../test/actor-run.ts';
import { districtOf, HOUR, keyOf, MINUTE, QUARTER, register } from '../../test/small-city.ts';

const T0 = Date.parse('2026-01-05T10:00:00Z');
const reading = (eventTime: number, value: number) => ({
  sensor: 0,
  key: keyOf('interval', QUARTER),
  eventTime,
  value,
});

/** Quarter-hourly readings of 1 kWh, each as its interval ends, with a tick a minute. */
function live(run: ActorRun, from: number, to: number): void {
  for (let time = from; time <= to; time += MINUTE) {
    run.tick(time);
    if (time % QUARTER === 0) run.readings([reading(time, 1_000_000)], time);
  }
}
const statesOf = (run: ActorRun, resolution: string) =>
  [...run.districtRows.values()]
    .filter((row) => row.resolution === resolution)
    .map((row) => [(row.windowStart - T0) / QUARTER, row.state]);
const closedOf = (run: ActorRun) =>
  run.events.flatMap((event) => (event.type === 'window.closed' ? [(event.windowStart - T0) / QUARTER] : []));

test('a window closes 60 s and the longest expected interval behind its end, once, and says what was in it', () => {
  const run = new ActorRun();
  run.directory(districtOf([register('interval', QUARTER)]));
  live(run, T0, T0 + HOUR);
  run.capture();
  expect(closedOf(run)).toEqual([-1, 0, 1]);
  expect(statesOf(run, 'quarter-hour')).toEqual([
    [-1, 'final'],
    [0, 'final'],
    [1, 'final'],
    [2, 'provisional'],
    [3, 'provisional'],
  ]);
  expect(run.events.find(({ type }) => type === 'window.closed')).toMatchObject({
    id: `window.closed:demo/small/alpha:quarter-hour:${T0 - QUARTER}`,
    energyMilliwattHours: 1_000_000,
  });
});

test('what comes into a closed hot window revises it, and says so once a message', () => {
  const run = new ActorRun();
  run.directory(districtOf([register('interval', QUARTER), register('interval', QUARTER)]));
  live(run, T0, T0 + HOUR);
  run.readings([{ ...reading(T0 + QUARTER, 5), sensor: 1 }], T0 + HOUR);
  run.capture();
  const revised = run.events.filter(({ type }) => type === 'window.revised');
  expect(revised).toMatchObject([{ windowStart: T0 }]);
  expect(run.districtRows.get(`alpha/quarter-hour/${T0}`)).toMatchObject({
    state: 'revised',
    energyMilliwattHours: 1_000_005,
  });
  expect([...run.district('alpha').marks.hours.keys()]).toEqual([T0 - HOUR]);
});

test('a silent feed closes its windows by the clock; ours being down silences none', () => {
  const run = new ActorRun();
  run.directory(districtOf([register('interval', QUARTER)]));
  live(run, T0, T0 + QUARTER);
  // We were away for hours: one tick is one tick.
  run.tick(T0 + 6 * HOUR);
  expect(run.district('alpha').machine.feed).toBe('live');
  expect(closedOf(run)).toEqual([]);
  for (let second = 1; second <= 3_700; second++) run.tick(T0 + 6 * HOUR + second * 1_000);
  expect(run.district('alpha').machine.feed).toBe('silent');
  expect(closedOf(run)).toEqual([-1, 0]);
  expect(run.events.filter(({ type }) => type === 'feed.changed')).toMatchObject([
    { from: 'silent', to: 'live' },
    { from: 'live', to: 'delayed' },
    { from: 'delayed', to: 'silent' },
  ]);
});

test('hours and days are asked of the repair path when they close, each in its own time', () => {
  const run = new ActorRun();
  run.directory(districtOf([register('interval', QUARTER)], { timeZone: 'Asia/Kathmandu' }));
  // 18:15 UTC is midnight in Kathmandu.
  const midnight = Date.parse('2026-01-05T18:15:00Z');
  live(run, midnight - HOUR, midnight + 2 * HOUR);
  const { marks } = run.district('alpha');
  expect([...marks.hours.keys()]).toEqual([-2, -1, 0].map((hour) => midnight + hour * HOUR));
  expect([...marks.days.keys()]).toEqual([midnight - 24 * HOUR]);
});

test('where data are the clock, ticks close nothing, the latest reading does, and the end closes all', () => {
  const run = new ActorRun();
  run.directory(districtOf([register('interval', QUARTER)], { clock: 'data' }));
  run.readings([reading(T0, 1), reading(T0 + QUARTER, 2), reading(T0 + 2 * QUARTER, 3)], T0 + 9_000 * HOUR);
  run.tick(T0 + 9_000 * HOUR + 1_000);
  expect(closedOf(run)).toEqual([-1]);
  run.readings([reading(T0 + 3 * QUARTER, 4)], T0 + 9_000 * HOUR);
  expect(closedOf(run)).toEqual([-1, 0]);
  run.control({ type: 'data.ended', tenant: 'demo', city: 'small' });
  expect(closedOf(run)).toEqual([-1, 0, 1, 2]);
  const { marks } = run.district('alpha');
  expect([...marks.hours.keys()]).toEqual([T0 - HOUR, T0]);
  expect(marks.days.size).toBe(1);
});

test('a reading far ahead of the clock is held with its reason and closes nothing', () => {
  const run = new ActorRun();
  run.directory(districtOf([register('interval', QUARTER)]));
  live(run, T0, T0 + QUARTER);
  run.readings([reading(T0 + 2 * QUARTER, 7), reading(T0 + 40 * HOUR, 9)], T0 + QUARTER);
  expect(run.refused).toMatchObject([
    { reason: 'future', times: [T0 + 40 * HOUR], values: [9], positions: [1] },
  ]);
  expect(closedOf(run)).toEqual([]);
  expect(run.raw.slice(-2).map(({ verdict }) => verdictName(verdict))).toEqual(['ahead-of-clock', 'future']);
  run.capture();
  expect(run.districtRows.get(`alpha/quarter-hour/${T0 + QUARTER}`)).toMatchObject({
    energyMilliwattHours: 7,
    qualityCounts: [0, 0, 0, 1, 0],
  });
});

test('a cold window is told by the repair path: closed once, then revised only when its energy changes', () => {
  const run = new ActorRun();
  run.directory(districtOf([register('interval', QUARTER)]));
  live(run, T0, T0 + QUARTER);
  // Another length than declared: only the raw readings know what that hour holds.
  run.readings([{ ...reading(T0 + 7 * MINUTE, 60), key: keyOf('interval', 5 * MINUTE) }], T0 + QUARTER);
  live(run, T0 + QUARTER + MINUTE, T0 + 2 * HOUR);
  expect(closedOf(run)).not.toContain(0);
  run.repair();
  expect(closedOf(run).filter((window) => window === 0)).toEqual([0]);
  expect(run.cityWindows.filter(({ start }) => start === T0).at(-1)).toMatchObject({ closed: true });
  expect(statesOf(run, 'quarter-hour')).toContainEqual([0, 'final']);
  const revised = () => run.events.filter(({ type }) => type === 'window.revised').length;
  run.control({ type: 'rebuild', tenant: 'demo', city: 'small', district: 'alpha', from: T0, to: T0 + 1 });
  run.repair();
  expect(revised()).toBe(0);
  run.readings([{ ...reading(T0 + 13 * MINUTE, 40), key: keyOf('interval', 5 * MINUTE) }], T0 + 2 * HOUR);
  run.repair();
  expect(revised()).toBe(1);
  expect(run.districtRows.get(`alpha/quarter-hour/${T0}`)).toMatchObject({
    state: 'revised',
    energyMilliwattHours: 1_000_100,
  });
});
