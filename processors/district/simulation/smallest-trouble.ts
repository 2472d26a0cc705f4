import { type SimulationOutcome, simulate } from './simulate.ts';

/** Runs of the seed that the search may take. */
const MOST_RUNS = 400;

/**
 * Runs a seed; of a bad one it takes away, half by half, the faults without which it is bad as well, and gives the trace
 * of what is left.
 */
export async function smallestTrouble(
  seed: number,
  say: (line: string) => void,
): Promise<{ readonly outcome: SimulationOutcome; readonly spared: number; readonly same: string }> {
  const first = await simulate({ seed });
  const again = await simulate({ seed });
  const same = first.hash === again.hash ? 'twice the same' : `NOT THE SAME TWICE: ${again.hash}`;
  let spared: ReadonlySet<number> = new Set();
  let runs = 0;
  const isBad = async (without: ReadonlySet<number>) => {
    runs++;
    return (await simulate({ seed, spared: without })).violations.length > 0;
  };
  if (first.violations.length > 0) {
    say(`seed ${seed} is bad; looking for the faults that make it so`);
    for (
      let size = Math.ceil(first.faultsHappened / 2);
      size >= 1;
      size = size === 1 ? 0 : Math.ceil(size / 2)
    ) {
      for (let from = 0; from < first.faultsHappened && runs < MOST_RUNS; from += size) {
        const without = new Set(spared);
        for (let fault = from; fault < from + size; fault++) without.add(fault);
        if (without.size > spared.size && (await isBad(without))) spared = without;
      }
    }
  }
  const outcome = await simulate({ seed, spared, keepTrace: true });
  return { outcome, spared: spared.size, same };
}
