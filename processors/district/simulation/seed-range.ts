import type { FaultKind } from './faults.ts';
import type { Happening } from './happenings.ts';
import { simulate } from './simulate.ts';

export interface SeedRange {
  readonly from: number;
  readonly seeds: number;
}

export interface RangeResult {
  readonly bad: readonly { readonly seed: number; readonly violation: string }[];
  readonly faults: readonly (readonly [FaultKind, number])[];
  readonly happenings: readonly (readonly [Happening, number])[];
  readonly events: number;
  readonly readings: number;
}

/** Simulates the seeds that its parent sends, for as long as it sends some. */
process.on('message', async ({ from, seeds }: SeedRange) => {
  const faults = new Map<FaultKind, number>();
  const happenings = new Map<Happening, number>();
  const bad: { seed: number; violation: string }[] = [];
  let events = 0;
  let readings = 0;
  for (let seed = from; seed < from + seeds; seed++) {
    const outcome = await simulate({ seed });
    if (outcome.violations[0] !== undefined) bad.push({ seed, violation: outcome.violations[0] });
    for (const [kind, times] of outcome.faults) faults.set(kind, (faults.get(kind) ?? 0) + times);
    for (const [name, times] of outcome.happenings) happenings.set(name, (happenings.get(name) ?? 0) + times);
    events += outcome.events;
    readings += outcome.readings;
  }
  process.send!({
    bad,
    faults: [...faults],
    happenings: [...happenings],
    events,
    readings,
  } satisfies RangeResult);
});
