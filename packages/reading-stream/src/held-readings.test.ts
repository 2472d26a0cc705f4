import { expect, test } from 'vitest';
import { decodeHeldReadings, HELD_FORMAT, type HeldReadings } from './held-readings.ts';

const held: HeldReadings = {
  format: HELD_FORMAT,
  reason: 'unit-mistake',
  tenant: 'demo',
  city: 'lisbon',
  district: '1150',
  sequence: 7,
  generation: 1,
  register: '1-0:1.29.0',
  kind: 'interval',
  quality: 'measured',
  intervalMs: 900_000,
  ingestTime: 1_000,
  positions: [0, 4],
  sensorNumbers: [3, 5],
  times: [900_000, 1_800_000],
  values: [1, 2],
};
const bytes = (message: unknown) => new TextEncoder().encode(JSON.stringify(message));

test('reads what was held', () => {
  expect(decodeHeldReadings(bytes(held))).toEqual(held);
});

test('another refusal is no list of readings', () => {
  expect(decodeHeldReadings(bytes({ reason: 'not a frame', detail: { base64: 'AAAA' } }))).toBeUndefined();
});

test.each([
  ['columns of different length', { times: [1] }],
  ['a reason that nobody holds readings for', { reason: 'spike' }],
  ['another version', { format: 'held-readings/2' }],
])('refuses %s', (_, change) => {
  expect(() => decodeHeldReadings(bytes({ ...held, ...change }))).toThrow();
});
