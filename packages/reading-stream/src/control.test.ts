import { expect, test } from 'vitest';
import { type ControlMessage, decodeControl, encodeControl } from './control.ts';

const changed = (sensors: number): ControlMessage => ({
  type: 'directory.changed',
  tenant: 'demo',
  city: 'lisbon',
  district: '1150',
  revision: 3,
  directory: {
    sensors: { name: Array.from({ length: sensors }, (_, number) => `lisbon-1150-meter-ç-${number}`) },
  },
});

test('a small message is plain JSON that any client reads', () => {
  const message = changed(3);
  expect(JSON.parse(new TextDecoder().decode(encodeControl(message)))).toEqual(message);
  expect(decodeControl(encodeControl(message))).toEqual(message);
});

test("a directory of 50,000 sensors fits a server's smallest limit and comes back whole", () => {
  const message = changed(50_000);
  expect(JSON.stringify(message).length).toBeGreaterThan(1_048_576);
  expect(encodeControl(message).length).toBeLessThan(1_048_576);
  expect(decodeControl(encodeControl(message))).toEqual(message);
});

test('what is neither is refused', () => {
  expect(() => decodeControl(new Uint8Array([0x1f, 0x8b, 1, 2]))).toThrow();
  expect(() => decodeControl(new TextEncoder().encode('{'))).toThrow();
});
