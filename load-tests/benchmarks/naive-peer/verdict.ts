import { setTimeout as delay } from 'node:timers/promises';
import type { Resolution } from '@citywatt/measurement-store/rows';
import type { EnergyByWindow } from './expected-windows.ts';

/** How what is stored differs from what it should be. */
export interface Verdict {
  readonly windows: number;
  readonly wrong: number;
  /** Of the days, so that what only lies in the wrong window of a day is neither. */
  readonly twiceMilliwattHours: number;
  readonly lostMilliwattHours: number;
}

/** Looking costs ClickHouse something too. */
const EVERY_MS = 2_000;

export function compare(expected: ReadonlyMap<string, number>, stored: ReadonlyMap<string, number>) {
  let wrong = 0;
  let twice = 0;
  let lost = 0;
  const windows = new Set([...expected.keys(), ...stored.keys()]);
  for (const window of windows) {
    const surplus = (stored.get(window) ?? 0) - (expected.get(window) ?? 0);
    if (surplus !== 0) wrong++;
    if (surplus > 0) twice += surplus;
    else lost -= surplus;
  }
  return { windows: windows.size, wrong, twice, lost };
}

export async function judge(
  expected: EnergyByWindow,
  resolutions: readonly Resolution[],
  stored: (resolution: Resolution) => Promise<ReadonlyMap<string, number>>,
): Promise<Verdict> {
  const verdict = { windows: 0, wrong: 0, twiceMilliwattHours: 0, lostMilliwattHours: 0 };
  for (const resolution of resolutions) {
    const found = compare(expected[resolution], await stored(resolution));
    verdict.windows += found.windows;
    verdict.wrong += found.wrong;
    if (resolution !== 'day') continue;
    verdict.twiceMilliwattHours = found.twice;
    verdict.lostMilliwattHours = found.lost;
  }
  return verdict;
}

/** Looks until nothing is wrong, or until what is wrong has stayed the same for `patienceMs`. */
export async function untilSettled(look: () => Promise<Verdict>, patienceMs: number): Promise<Verdict> {
  let before = '';
  let since = performance.now();
  for (;;) {
    const verdict = await look();
    if (verdict.wrong === 0) return verdict;
    const said = JSON.stringify(verdict);
    if (said !== before) since = performance.now();
    else if (performance.now() - since > patienceMs) return verdict;
    before = said;
    await delay(EVERY_MS);
  }
}
