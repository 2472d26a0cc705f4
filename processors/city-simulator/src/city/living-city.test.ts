import { describe, expect, test } from 'vitest';
import { fittedLoads } from './district-load.ts';
import { createLivingCity } from './living-city.ts';
import { DAY_MS, HOUR_MS, QUARTER_HOUR_MS } from './local-time.ts';

const SEED = 1755;
const NOON = Date.UTC(2026, 10, 24, 12);

describe('the living city', () => {
  test('is a pure function of seed, sensor and time: asked in another order, by another start, it says the same', () => {
    const one = createLivingCity(SEED, 20);
    const other = createLivingCity(SEED, 20);
    const ends = [NOON, NOON - 3 * DAY_MS, NOON + 5 * HOUR_MS, NOON - 40 * DAY_MS];
    const told = (city: typeof one, times: readonly number[]) =>
      new Map(
        times.flatMap((end) =>
          city.sensors.map((sensor) => [`${sensor.name} ${end}`, city.reading(sensor, end).milliwattHours]),
        ),
      );
    const forwards = told(one, ends);
    const backwards = told(other, ends.toReversed());
    expect(forwards.size).toBe(4 * one.sensors.length);
    for (const [key, value] of forwards) expect([key, backwards.get(key)]).toEqual([key, value]);
  });

  test('another seed is another city', () => {
    const [one, other] = [createLivingCity(1, 5), createLivingCity(2, 5)];
    expect(one.sensors.map((sensor) => one.reading(sensor, NOON).milliwattHours)).not.toEqual(
      other.sensors.map((sensor) => other.reading(sensor, NOON).milliwattHours),
    );
  });

  test('has thousands of meters, each named once, by default', () => {
    const { sensors } = createLivingCity(SEED, 280);
    expect(sensors.length).toBeGreaterThan(2_500);
    expect(new Set(sensors.map(({ name }) => name)).size).toBe(sensors.length);
    expect(new Set(sensors.map(({ stream }) => stream)).size).toBe(sensors.length);
  });

  test('the sum of a district’s sensors over a week is near what was measured there', () => {
    const city = createLivingCity(SEED, 40);
    let total = 0;
    let measured = 0;
    for (const { district, sensors } of city.districts) {
      let sum = 0;
      for (let start = NOON; start < NOON + 7 * DAY_MS; start += HOUR_MS) {
        for (const sensor of sensors) {
          // A fourth of the quarter hours says enough of a week.
          sum +=
            sensor.register.kind === 'interval'
              ? 4 * city.energy(sensor, start, start + QUARTER_HOUR_MS)
              : 4 * (city.registerStand(sensor, start + QUARTER_HOUR_MS) - city.registerStand(sensor, start));
        }
      }
      const meanKw = sum / 1e6 / (7 * 24);
      const ratio = meanKw / fittedLoads[district]!.measuredMeanKw;
      expect([district, ratio > 0.8 && ratio < 1.25]).toEqual([district, true]);
      total += meanKw;
      measured += fittedLoads[district]!.measuredMeanKw;
    }
    expect(total / measured).toBeGreaterThan(0.9);
    expect(total / measured).toBeLessThan(1.15);
  });

  test('every energy is a whole number of milliwatt-hours, not negative, within the connection', () => {
    const city = createLivingCity(SEED, 30);
    for (const sensor of city.sensors) {
      const { kind, intervalMs, maximumWatts } = sensor.register;
      for (let end = NOON; end < NOON + DAY_MS; end += QUARTER_HOUR_MS) {
        const { milliwattHours } = city.reading(sensor, end);
        expect(Number.isSafeInteger(milliwattHours)).toBe(true);
        expect(milliwattHours).toBeGreaterThanOrEqual(0);
        if (kind === 'interval') expect(milliwattHours).toBeLessThan((maximumWatts! * intervalMs) / 3_600);
      }
    }
  });

  test('a register never falls, also over midnight', () => {
    const city = createLivingCity(SEED, 30);
    const registers = city.sensors.filter(({ register }) => register.kind === 'cumulative');
    expect(registers.length).toBeGreaterThan(100);
    for (const sensor of registers) {
      let before = 0;
      for (let time = NOON; time <= NOON + 2 * DAY_MS; time += QUARTER_HOUR_MS) {
        const stand = city.registerStand(sensor, time);
        expect(stand).toBeGreaterThanOrEqual(before);
        before = stand;
      }
    }
  });

  test('feeders declare the delivery points that they stand for', () => {
    for (const { sensors, population } of createLivingCity(SEED, 10).districts) {
      const points = sensors.reduce((sum, sensor) => sum + sensor.deliveryPoints, 0);
      expect(points).toBeGreaterThan(population * 0.4);
      expect(
        sensors.filter(({ shape }) => shape !== 'feeder').every((meter) => meter.deliveryPoints === 1),
      ).toBe(true);
    }
  });
});
