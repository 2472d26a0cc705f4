import { expect, test } from 'vitest';
import { isAheadOfClock, isFuture } from './future.ts';

test.each([
  { aheadMs: Number.NEGATIVE_INFINITY, future: false, ahead: false },
  { aheadMs: -1, future: false, ahead: false },
  { aheadMs: 60_000, future: false, ahead: false },
  { aheadMs: 60_001, future: false, ahead: true },
  { aheadMs: 900_000, future: false, ahead: true },
  { aheadMs: 900_001, future: true, ahead: true },
])('$aheadMs ms ahead: held $future, suspect $ahead', ({ aheadMs, future, ahead }) => {
  expect([isFuture(aheadMs), isAheadOfClock(aheadMs)]).toEqual([future, ahead]);
});
