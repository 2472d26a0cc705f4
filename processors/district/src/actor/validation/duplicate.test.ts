import { verdictName } from '@citywatt/reading-stream/verdict';
import { expect, test } from 'vitest';
import { ActorRun } from '../../../test/actor-run.ts';
import { districtOf, keyOf, QUARTER, register } from '../../../test/small-city.ts';

const T0 = Date.parse('2026-01-05T10:00:00Z');

/** Intervals by how many quarter hours behind T0 they end, in the order in which they come. */
function verdictsOf(arrivals: readonly (readonly [quarters: number, value: number])[]) {
  const run = new ActorRun();
  run.directory(districtOf([register('interval', QUARTER)], { clock: 'data' }));
  for (const [quarters, value] of arrivals) {
    const eventTime = T0 + quarters * QUARTER;
    run.readings([{ sensor: 0, key: keyOf('interval', QUARTER), eventTime, value }], T0);
  }
  return run.raw.map(({ verdict }) => verdictName(verdict));
}

test.each([
  { what: 'the same again', arrivals: [[0, 5], [0, 5]], last: 'duplicate' },
  { what: 'another value', arrivals: [[0, 5], [0, 6]], last: 'accepted' },
  { what: 'the value before a revision', arrivals: [[0, 5], [0, 6], [0, 5]], last: 'accepted' },
  { what: 'the revision again', arrivals: [[0, 5], [0, 6], [0, 6]], last: 'duplicate' },
  { what: 'what the ring no longer holds', arrivals: [[0, 5], [1, 5], [2, 5], [3, 5], [4, 5], [0, 5]], last: 'accepted' },
  { what: 'what lies behind the bitmap', arrivals: [[0, 5], [90, 5], [0, 5]], last: 'accepted' },
] as const)('$what is $last', ({ arrivals, last }) => {
  expect(verdictsOf(arrivals).at(-1)).toBe(last);
}); // biome-ignore format: a table

test('a quality that changed is no duplicate', () => {
  const run = new ActorRun();
  run.directory(districtOf([register('cumulative', QUARTER)]));
  for (const quality of ['estimated', 'measured', 'measured'] as const) {
    run.readings([{ sensor: 0, key: keyOf('cumulative', 0, quality), eventTime: T0, value: 7 }], T0);
  }
  expect(run.raw.map(({ verdict }) => verdictName(verdict))).toEqual(['accepted', 'accepted', 'duplicate']);
});
