import { setTimeout as delay } from 'node:timers/promises';
import { RESOLUTIONS, type Recount, type Resolution } from './recount.ts';
import type { StoredCity } from './store.ts';

export interface Verdict {
  /** Empty when every window of every resolution and every raw reading is what the recount says; else what is not. */
  readonly differences: readonly string[];
  /** Until it was so. */
  readonly waitedMs: number;
}

const POLL_MS = 1_000;
const SHOWN = 5;

/**
 * Waits until what is stored equals the recount of what was acknowledged, at most until the deadline.
 * @param rawExpired leaves out what expires with the raw readings.
 */
export async function judge(
  stored: StoredCity,
  recount: Recount,
  deadlineMs: number,
  rawExpired = false,
): Promise<Verdict> {
  const expected = await recount.windows();
  const identities = rawExpired ? undefined : recount.identities;
  const startedAt = performance.now();
  for (;;) {
    const waitedMs = performance.now() - startedAt;
    let differences: string[];
    try {
      differences = await differencesOf(stored, expected, identities);
    } catch (error) {
      differences = [`the store does not answer: ${error instanceof Error ? error.message : error}`];
    }
    if (differences.length === 0 || waitedMs > deadlineMs) return { differences, waitedMs };
    await delay(POLL_MS);
  }
}

async function differencesOf(
  stored: StoredCity,
  expected: Awaited<ReturnType<Recount['windows']>>,
  identities: number | undefined,
): Promise<string[]> {
  const found = new Map<Resolution, Map<string, number>>(
    RESOLUTIONS.map((resolution) => [resolution, new Map()]),
  );
  for (const { resolution, key, energy } of await stored.windows(0)) found.get(resolution)!.set(key, energy);
  const differences: string[] = [];
  for (const resolution of RESOLUTIONS) {
    if (resolution === 'minute' && identities === undefined) continue;
    const [wanted, got] = [expected[resolution], found.get(resolution)!];
    const unequal = [...new Set([...wanted.keys(), ...got.keys()])].filter(
      (key) => wanted.get(key) !== got.get(key),
    );
    if (unequal.length === 0) continue;
    const shown = unequal
      .sort()
      .slice(0, SHOWN)
      .map((key) => `${key}: ${got.get(key) ?? 'nothing'} instead of ${wanted.get(key) ?? 'nothing'} mWh`);
    differences.push(`${unequal.length} of ${wanted.size} ${resolution}s differ: ${shown.join('; ')}`);
  }
  if (identities === undefined) return differences;
  const raw = await stored.identities();
  if (raw !== identities) differences.push(`${raw} raw readings instead of ${identities}`);
  return differences;
}
