import type { Arrivals } from '@citywatt/measurement-store/lineage';
import { VERDICTS, type VerdictName } from '@citywatt/reading-stream/verdict';
import { expect, test } from 'vitest';
import { currentOf, isCounted, readingsOf } from './arrivals.ts';

interface Given {
  readonly value: number;
  readonly verdict?: VerdictName;
  readonly quality?: number;
  readonly start?: number;
}

/** Arrivals of one sensor in the order of the store: of a reading by rank. */
const arrivalsOf = (given: readonly Given[]): Arrivals => ({
  sensorNumber: given.map(() => 3),
  register: given.map(() => '1-0:1.29.0'),
  registerKind: given.map(() => 1),
  intervalStart: given.map(({ start = 0 }) => start),
  intervalMs: given.map(() => 900_000),
  value: given.map(({ value }) => value),
  quality: given.map(({ quality = 0 }) => quality),
  verdict: given.map(({ verdict = 'accepted' }) => VERDICTS[verdict]),
  ingestTime: given.map((_, index) => 1_000 + index),
  generation: given.map(() => 1),
  sequence: given.map((_, index) => index),
  position: given.map(() => 0),
});

test.for<[what: string, given: readonly Given[], standings: string[], counted: number | undefined]>([
  ['one arrival counts', [{ value: 1 }], ['counts'], 1],
  ['the same again is a duplicate', [{ value: 1 }, { value: 1 }], ['counts', 'duplicate'], 1],
  ['another value later is a revision', [{ value: 1 }, { value: 2 }], ['revised', 'counts'], 2],
  [
    'back to what it was is a revision too',
    [{ value: 1 }, { value: 2 }, { value: 1 }],
    ['revised', 'revised', 'counts'],
    1,
  ],
  ['another quality of the same value', [{ value: 1 }, { value: 1, quality: 1 }], ['revised', 'counts'], 1],
  [
    'what validation stopped never counts, however late',
    [{ value: 1 }, { value: 1_000, verdict: 'unit-mistake' }],
    ['counts', 'stopped'],
    1,
  ],
  ['all stopped: nothing counts', [{ value: 9, verdict: 'impossible' }], ['stopped'], undefined],
  [
    'let through, it counts',
    [
      { value: 9, verdict: 'impossible' },
      { value: 9, verdict: 'confirmed' },
    ],
    ['stopped', 'counts'],
    9,
  ],
  [
    'an estimate gives way to what the sensor says',
    [{ value: 5, verdict: 'estimate', quality: 1 }, { value: 6 }],
    ['replaced', 'counts'],
    6,
  ],
  [
    'what the actor knew for a duplicate is one',
    [{ value: 1 }, { value: 1, verdict: 'duplicate' }],
    ['counts', 'duplicate'],
    1,
  ],
])('%s', ([_, given, standings, counted]) => {
  const [reading, ...others] = readingsOf(arrivalsOf(given));
  expect(others).toEqual([]);
  expect(reading!.arrivals.map(({ standing }) => standing)).toEqual(standings);
  expect(reading!.counted?.value).toBe(counted);
  for (const arrival of reading!.arrivals) {
    const isOvertaken = arrival.standing === 'revised' || arrival.standing === 'replaced';
    expect(arrival.replacedBy !== undefined).toBe(isOvertaken);
  }
});

test('a replaced estimate is no revision, and what was stopped does not make a reading older', () => {
  const arrivals = arrivalsOf([
    { value: 5, verdict: 'estimate' },
    { value: 6 },
    { value: 7, start: 900_000, verdict: 'unit-mistake' },
    { value: 8, start: 900_000 },
    { value: 9, start: 900_000 },
    { value: 1, start: 1_800_000, verdict: 'future' },
  ]);
  expect(currentOf(readingsOf(arrivals).filter(isCounted))).toMatchObject({
    intervalStart: [0, 900_000],
    value: [6, 9],
    distinctValues: [1, 2],
    oldestIngestTime: [1_000, 1_003],
  });
});
