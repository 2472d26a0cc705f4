import { expect, test } from 'vitest';
import { createLoadMeter, lingerMs } from './linger.ts';

test('a quiet city waits a few milliseconds, a busy one up to 100', () => {
  expect(lingerMs(0)).toBeLessThan(5);
  expect(lingerMs(1_000_000)).toBe(100);
  for (let rate = 0; rate < 600; rate += 50)
    expect(lingerMs(rate + 50)).toBeGreaterThanOrEqual(lingerMs(rate));
});

test('the load meter follows the rate and forgets it', () => {
  let now = 0;
  const meter = createLoadMeter(() => now);
  for (let i = 0; i < 5_000; i++) {
    now += 10;
    meter.count();
  }
  expect(meter.framesPerSecond()).toBeGreaterThan(90);
  expect(meter.framesPerSecond()).toBeLessThan(110);
  now += 10_000;
  expect(meter.framesPerSecond()).toBeLessThan(0.1);
});
