import { expect, test } from 'vitest';
import { createLivingCity } from '../city/living-city.ts';
import { HOUR_MS, QUARTER_HOUR_MS, startOfLocalDay } from '../city/local-time.ts';
import { chunkStart, historyReadings } from './history-chunk.ts';

const TO = Date.UTC(2026, 10, 24, 9);
const FROM = startOfLocalDay(TO - 60 * 24 * HOUR_MS);

test('chunks go back from the live edge to the first midnight without a gap, and part no hour', () => {
  let to = TO;
  let chunks = 0;
  while (to > FROM) {
    const from = chunkStart(FROM, to);
    expect(from).toBeLessThan(to);
    expect(to - from).toBeLessThanOrEqual(6 * HOUR_MS);
    expect(from % HOUR_MS).toBe(0);
    to = from;
    chunks++;
  }
  expect(to).toBe(FROM);
  expect(chunks).toBeGreaterThan(240);
});

test('a chunk holds every quarter hour of every interval meter and feeder once, and no cumulative register', () => {
  const city = createLivingCity(1755, 20);
  const [district] = city.districts;
  const readings = historyReadings(city, district!, TO - 6 * HOUR_MS, TO);
  const sensors = district!.sensors.filter(({ register }) => register.kind === 'interval');
  expect(readings).toHaveLength(sensors.length * 24);
  expect(new Set(readings.map(({ sensor, start }) => `${sensor.name} ${start}`)).size).toBe(readings.length);
  for (const { start, end } of readings) {
    expect(end - start).toBe(QUARTER_HOUR_MS);
    expect(end).toBeLessThanOrEqual(TO);
  }
});

test('a refill gives the same readings', () => {
  const told = () => {
    const city = createLivingCity(1755, 20);
    return historyReadings(city, city.districts[3]!, TO - 30 * HOUR_MS, TO - 24 * HOUR_MS).map(
      ({ sensor, start, milliwattHours }) => [sensor.name, start, milliwattHours],
    );
  };
  expect(told()).toEqual(told());
});
