import { describe, expect, test } from 'vitest';
import { atOnce, type EnergyByWindow, evenly, expectedWindows } from './expected-windows.ts';
import { judge, untilSettled } from './verdict.ts';

const ALL = ['minute', 'quarter-hour', 'hour', 'day'] as const;
const CITY = { city: 'judged', districts: 2, sensors: 20, seed: 7 };
const READINGS = 1_500;

/** What a store would hold, with one window of each resolution changed by so much. */
const storedWith = (expected: EnergyByWindow, change: number) => async (resolution: (typeof ALL)[number]) => {
  const [[window, energy]] = [...expected[resolution]] as [[string, number]];
  return new Map([...expected[resolution], [window, energy + change]]);
};

describe('the judge', () => {
  const expected = expectedWindows(CITY, READINGS, evenly);

  test('finds nothing where nothing is wrong', async () => {
    expect(await judge(expected, ALL, storedWith(expected, 0))).toMatchObject({ wrong: 0 });
  });

  test('finds energy that was counted twice, and energy that was lost', async () => {
    expect(await judge(expected, ALL, storedWith(expected, 5))).toMatchObject({
      wrong: 4,
      twiceMilliwattHours: 5,
      lostMilliwattHours: 0,
    });
    expect(await judge(expected, ALL, storedWith(expected, -3))).toMatchObject({
      wrong: 4,
      twiceMilliwattHours: 0,
      lostMilliwattHours: 3,
    });
  });

  test('finds windows that are missing and windows that should not be', async () => {
    const empty = await judge(expected, ALL, async () => new Map());
    expect(empty.wrong).toBe(empty.windows);
    const more = await judge(
      expected,
      ['minute'],
      async () => new Map([...expected.minute, ['elsewhere 0', 1]]),
    );
    expect(more.wrong).toBe(1);
  });

  test('does not wait for what is right', async () => {
    const right = { windows: 1, wrong: 0, twiceMilliwattHours: 0, lostMilliwattHours: 0 };
    expect(await untilSettled(async () => right, Number.POSITIVE_INFINITY)).toEqual(right);
  });
});

test('both rules count the same energy, and each resolution all of it', () => {
  const sums = [evenly, atOnce].flatMap((rule) => {
    const windows = expectedWindows(CITY, READINGS, rule);
    return ALL.map((resolution) =>
      [...windows[resolution].values()].reduce((sum, energy) => sum + energy, 0),
    );
  });
  expect(sums[0]).toBeGreaterThan(0);
  expect(new Set(sums).size).toBe(1);
});
