import { expect, test } from 'vitest';
import { ActorRun } from '../../test/actor-run.ts';
import { districtOf, HOUR, keyOf, MINUTE, QUARTER, register } from '../../test/small-city.ts';

const FROM = Date.parse('2026-03-01T12:00:00Z');

test('an hour that was cold before the state was made anew, and was repaired while it was open, is final when it closes', () => {
  const run = new ActorRun();
  run.directory(districtOf([register('interval', QUARTER)]));
  const district = run.district('alpha');
  // As a state that is made anew leaves its current hour to the repair path.
  district.coldBefore = FROM + HOUR;
  const read = (eventTime: number) =>
    run.readings([{ sensor: 0, key: keyOf('interval', QUARTER), eventTime, value: 5 }], eventTime);
  for (let time = FROM + QUARTER; time <= FROM + HOUR; time += QUARTER) {
    run.tick(time);
    read(time);
  }
  run.repair();
  const quarter = () =>
    [...run.districtRows.values()].find(
      ({ resolution, windowStart }) => resolution === 'quarter-hour' && windowStart === FROM + HOUR - QUARTER,
    );
  expect(quarter()?.state).toBe('provisional');
  expect(district.marks.cold.size).toBe(0);
  for (let time = FROM + HOUR + QUARTER; time <= FROM + 3 * HOUR; time += QUARTER) {
    run.tick(time + MINUTE);
    read(time);
  }
  run.repair();
  expect(quarter()?.state).toBe('final');
});
