import { expect, test } from 'vitest';
import { closedBecause, type GateState } from './gate.ts';

const open: GateState = {
  stopping: false,
  connected: true,
  room: 'open',
  tickFresh: true,
  directoryReady: true,
};

test('an open gate has no reason', () => expect(closedBecause(open)).toBeUndefined());

test.each<[Partial<GateState>, string]>([
  [{ stopping: true, connected: false }, 'stopping'],
  [{ connected: false, tickFresh: false }, 'stream-away'],
  [{ room: 'missing', tickFresh: false }, 'stream-missing'],
  [{ room: 'full' }, 'stream-full'],
  [{ tickFresh: false }, 'no-tick'],
  [{ directoryReady: false }, 'directory-loading'],
])('%j closes it as %s', (change, code) => {
  const reason = closedBecause({ ...open, ...change });
  expect(reason?.code).toBe(code);
  expect(reason?.retryAfterSeconds).toBeGreaterThan(0);
});
