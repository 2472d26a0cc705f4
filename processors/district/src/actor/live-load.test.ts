import { expect, test } from 'vitest';
import { ActorRun } from '../../test/actor-run.ts';
import { districtOf, keyOf, MINUTE, QUARTER, register } from '../../test/small-city.ts';

const T0 = Date.parse('2026-01-05T10:00:00Z');

function begun() {
  const run = new ActorRun();
  run.directory(
    districtOf([register('interval', QUARTER), register('gauge', MINUTE), register('cumulative', QUARTER)]),
  );
  run.tick(T0);
  return run;
}
const interval = (eventTime: number, value: number) => ({
  sensor: 0,
  key: keyOf('interval', QUARTER),
  eventTime,
  value,
});
const gauge = (eventTime: number, value: number) => ({ sensor: 1, key: keyOf('gauge', 0), eventTime, value });
const counter = (eventTime: number, value: number) => ({
  sensor: 2,
  key: keyOf('cumulative', 0),
  eventTime,
  value,
});

test('is the sum of the mean power of the latest interval of each sensor, and changes with a reading at once', () => {
  const run = begun();
  run.readings([interval(T0, 500_000), gauge(T0, 300), counter(T0 - QUARTER, 0), counter(T0, 250_000)], T0);
  // 0.5 kWh and 0.25 kWh in a quarter hour are 2 kW and 1 kW.
  expect(run.district('alpha')).toMatchObject({ liveWatts: 2_000 + 300 + 1_000, currentSensors: 3 });
  run.readings([gauge(T0 + 1_000, 450)], T0 + 1_000);
  expect(run.district('alpha').liveWatts).toBe(2_000 + 450 + 1_000);
});

test('an earlier reading, a repeat or a revision of an earlier interval does not change it', () => {
  const run = begun();
  run.readings([interval(T0 - QUARTER, 100_000), interval(T0, 500_000)], T0);
  run.readings([interval(T0 - QUARTER, 900_000), interval(T0, 500_000)], T0);
  expect(run.district('alpha').liveWatts).toBe(2_000);
  run.readings([interval(T0, 250_000)], T0);
  expect(run.district('alpha').liveWatts).toBe(1_000);
});

test('a sensor is left out after two expected intervals', () => {
  const run = begun();
  run.readings([interval(T0, 500_000), gauge(T0, 300)], T0);
  run.tick(T0 + 2 * MINUTE - 1_000);
  expect(run.district('alpha')).toMatchObject({ liveWatts: 2_300, currentSensors: 2 });
  run.tick(T0 + 2 * MINUTE);
  expect(run.district('alpha')).toMatchObject({ liveWatts: 2_000, currentSensors: 1 });
  run.tick(T0 + 2 * QUARTER);
  expect(run.district('alpha')).toMatchObject({ liveWatts: 0, currentSensors: 0 });
});

test('history that is filled in behind the live edge is not live', () => {
  const run = begun();
  run.readings([interval(T0 - 10 * QUARTER, 900_000)], T0);
  expect(run.district('alpha')).toMatchObject({ liveWatts: 0, currentSensors: 0 });
});

test('a sensor that is taken out of service no longer counts', () => {
  const run = begun();
  run.readings([interval(T0, 500_000), gauge(T0, 300)], T0);
  const directory = districtOf(
    [register('interval', QUARTER), register('gauge', MINUTE), register('cumulative', QUARTER)],
    { revision: 2 },
  );
  const sensors = directory.sensors.map((sensor) => ({ ...sensor, active: sensor.number !== 0 }));
  run.directory({ ...directory, sensors });
  expect(run.district('alpha')).toMatchObject({ liveWatts: 300, currentSensors: 1, activeSensors: 2 });
});
