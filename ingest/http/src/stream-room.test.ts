import type { JetStreamManager } from '@nats-io/jetstream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchStreamRoom } from './stream-room.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what is sent between two looks at the stream counts: a burst leaves the last tenth free', async () => {
  let bytes = 500_000;
  const info = async () => ({ config: { max_bytes: 1_000_000 }, state: { bytes } });
  const manager = { streams: { info } } as unknown as JetStreamManager;
  const room = await watchStreamRoom(manager, () => {});
  room.sends(399_999);
  expect(room.state).toBe('open');
  room.sends(1);
  expect(room.state).toBe('full');
  // The stream says what became of it: the processors have taken half of it already.
  bytes = 700_000;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(room.state).toBe('open');
  room.sends(200_001);
  expect(room.state).toBe('full');
  room.stop();
});
