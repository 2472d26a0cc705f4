import { pairContribution } from '@citywatt/consumption-windows/contribution';
import { consumptionSpec } from '@citywatt/consumption-windows/register-spec';
import { decodeFrame } from '@citywatt/reading-stream/frame';
import { ACTIVE_IMPORT_POWER } from '@citywatt/reading-stream/reading';
import { expect, test } from 'vitest';
import { type CityOptions, GAUGE_MS, INTERVAL_MS, REGISTER_MS, readingsASecond } from './city.ts';
import { SentReadings } from './sent-readings.ts';

const CITY: CityOptions = { city: 'test', sensors: 2_000, seed: 3 };
const STEP_MS = 10_000;
const STEPS = 6 * 100;

interface Arrived {
  /** Of each sensor and time: the values that came. */
  readonly values: Map<string, number[]>;
  readonly frames: readonly string[];
  readonly energy: number;
}

function arrive(options: CityOptions): Arrived {
  const sent = new SentReadings(options, STEP_MS);
  const values = new Map<string, number[]>();
  const frames: string[] = [];
  const take = (data: Uint8Array) => {
    // All but the time at which it was made.
    frames.push(Buffer.from(data.subarray(24)).toString('base64'));
    const cursor = decodeFrame(data);
    while (cursor.next()) {
      for (let index = 0; index < cursor.count; index++) {
        const { district, kind } = cursor.key;
        const key = `${kind}/${district}/${cursor.sensorNumbers[index]}/${cursor.times[index]}`;
        values.set(key, [...(values.get(key) ?? []), cursor.values[index]!]);
      }
    }
  };
  for (let step = 0; step < STEPS; step++)
    for (const partition of sent.partitions) for (const { data } of sent.step(partition, step)) take(data);
  for (const partition of sent.partitions) for (const { data } of sent.rest(partition)) take(data);
  return { values, frames, energy: sent.energyMilliwattHours };
}

/** What readings add up to by the rules of registers, intervals and gauges. */
function recount(values: Arrived['values']): number {
  const gauge = consumptionSpec([{ code: ACTIVE_IMPORT_POWER, kind: 'gauge', intervalMs: GAUGE_MS }])!;
  const series = new Map<string, [time: number, value: number][]>();
  for (const [key, [value]] of values) {
    const [kind, district, sensor, time] = key.split('/');
    const name = `${kind}/${district}/${sensor}`;
    series.set(name, [...(series.get(name) ?? []), [Number(time), value!]]);
  }
  const pair = { from: 0, to: 0, energyMilliwattHours: 0, suspect: false };
  let energy = 0;
  for (const [name, readings] of series) {
    readings.sort(([a], [b]) => a - b);
    for (const [index, [time, value]] of readings.entries()) {
      if (name.startsWith('interval')) energy += value;
      if (index === 0) continue;
      const [timeBefore, valueBefore] = readings[index - 1]!;
      if (name.startsWith('cumulative')) energy += value - valueBefore;
      if (!name.startsWith('gauge')) continue;
      pairContribution(gauge, timeBefore, valueBefore, time, value, false, pair);
      energy += pair.energyMilliwattHours;
    }
  }
  return energy;
}

test('the same seed sends the same bytes, another one others', () => {
  const { frames } = arrive(CITY);
  expect(arrive(CITY).frames).toEqual(frames);
  expect(arrive({ ...CITY, seed: 4 }).frames).not.toEqual(frames);
});

test('every reading arrives with its own value, one in a hundred twice, and they add up to what the city says', () => {
  const { values, energy } = arrive(CITY);
  const minutes = (STEPS * STEP_MS) / REGISTER_MS;
  const quarters = Math.floor((STEPS * STEP_MS) / INTERVAL_MS);
  expect(values.size).toBe(1_800 * minutes + 180 * quarters + 20 * STEPS);
  for (const arrivals of values.values()) expect(new Set(arrivals).size).toBe(1);
  const repeated = [...values.values()].filter(({ length }) => length === 2).length / values.size;
  expect(repeated).toBeGreaterThan(0.008);
  expect(repeated).toBeLessThan(0.012);
  expect(recount(values)).toBe(energy);
});

test('a million sensors send 16,100 readings in a second of their own time', () => {
  expect(readingsASecond({ ...CITY, sensors: 1_000_000 })).toBeCloseTo(16_100);
});
