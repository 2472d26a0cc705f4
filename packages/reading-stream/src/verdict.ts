/**
 * What validation made of a reading when it arrived. It is made once, by the actor, and stored with the raw reading, so
 * that whoever reads it later comes to the same sums. Codes are stored: a new one gets a new number.
 */
export const VERDICTS = {
  accepted: 0,
  /** Stopped before, and let through by someone who knows better. */
  confirmed: 1,
  /** Made by the processor for an interval that did not come; counts until a reading of the sensor does. */
  estimate: 2,
  /** Readings before it are missing. */
  'after-gap': 3,
  /** From here on a reading counts and is `suspect`. */
  spike: 16,
  negative: 17,
  'zero-run': 18,
  'interval-size': 19,
  'ahead-of-clock': 20,
  /** From here on a reading does not count. */
  duplicate: 128,
  future: 129,
  'unit-mistake': 130,
  impossible: 131,
} as const;

export type VerdictName = keyof typeof VERDICTS;

export const SUSPECT_FROM = 16;
export const UNCOUNTED_FROM = 128;

export const countsWith = (verdict: number) => verdict < UNCOUNTED_FROM;
export const isSuspect = (verdict: number) => verdict >= SUSPECT_FROM && verdict < UNCOUNTED_FROM;

/** Rules whose readings wait in `DEADLETTER` until someone confirms them. */
export const HOLDING_RULES = ['future', 'unit-mistake', 'impossible'] as const;
export type HoldingRule = (typeof HOLDING_RULES)[number];

const names = new Map<number, VerdictName>(
  Object.entries(VERDICTS).map(([name, code]) => [code, name as VerdictName]),
);

/** @throws {RangeError} for a code that this version does not know. */
export function verdictName(code: number): VerdictName {
  const name = names.get(code);
  if (name === undefined) throw new RangeError(`${code} is no verdict`);
  return name;
}
