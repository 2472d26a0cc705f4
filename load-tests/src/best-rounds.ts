export interface Work {
  /** Before each round, outside its time. */
  readonly prepare?: () => unknown;
  readonly run: () => unknown;
}

const ROUNDS = 7;

/**
 * Nanoseconds a unit of each work in its best round: what disturbs a round only ever makes it slower. The works take
 * turns, so that a disturbance of some seconds meets all of them.
 */
export async function bestRounds<Name extends string>(
  units: number,
  works: Readonly<Record<Name, Work>>,
  rounds = ROUNDS,
): Promise<Readonly<Record<Name, number>>> {
  const entries = Object.entries<Work>(works);
  const least = new Map(entries.map(([name]) => [name, Number.POSITIVE_INFINITY]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, { prepare, run }] of entries) {
      await prepare?.();
      const from = performance.now();
      await run();
      least.set(name, Math.min(least.get(name)!, performance.now() - from));
    }
  }
  const nanoseconds = entries.map(([name]) => [name, (least.get(name)! * 1e6) / units] as const);
  return Object.fromEntries(nanoseconds) as Record<Name, number>;
}
