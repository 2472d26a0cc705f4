import fc from 'fast-check';
import { expect, test } from 'vitest';
import { STRICT_RULE, suppressionOf } from './privacy-gate.ts';

test.each([
  [{ residential: 100, other: 0, largestShare: 0.9 }, undefined],
  [{ residential: 99, other: 0, largestShare: 0.01 }, 'too-few-contributors'],
  [{ residential: 0, other: 15, largestShare: 0.15 }, undefined],
  [{ residential: 0, other: 15, largestShare: 0.16 }, 'dominant-contributor'],
  [{ residential: 0, other: 14, largestShare: 0.1 }, 'too-few-contributors'],
  [{ residential: 500, other: 1, largestShare: 0.6 }, 'dominant-contributor'],
  [{ residential: 99, other: 14, largestShare: 0 }, 'too-few-contributors'],
  [{ residential: 0, other: 0, largestShare: 0 }, 'too-few-contributors'],
] as const)('%j is %s', (cell, expected) => {
  expect(suppressionOf(cell)).toBe(expected);
});

test('more contributors of the kinds that are there never hide what was shown', () => {
  const cell = fc.record({
    residential: fc.nat(300),
    other: fc.nat(40),
    largestShare: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(cell, fc.nat(50), (given, more) => {
      fc.pre(suppressionOf(given) === undefined);
      const other = given.other > 0 ? given.other + more : 0;
      expect(
        suppressionOf({ ...given, residential: given.residential + more, other }, STRICT_RULE),
      ).toBeUndefined();
    }),
  );
});
