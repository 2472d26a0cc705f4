import type { DistrictScope } from '@citywatt/measurement-store/repair';
import { partitionOf } from '@citywatt/reading-stream/partition';
import type { SimulatedProcess } from './simulated-process.ts';
import type { SimulatedStream } from './simulated-stream.ts';
import type { SimulatedTokens } from './simulated-tokens.ts';
import type { World } from './world.ts';

const SEQUENCE_BITS = 48;

/**
 * Whose lease has ended applies nothing any more: of a partition a process writes no row with the version of a message
 * that came after it was entitled to the partition last. What it had applied before, it may still be writing.
 */
export function watchedLeases(world: World, stream: SimulatedStream, tokens: SimulatedTokens) {
  return (
    process: SimulatedProcess,
    rows: readonly (DistrictScope & { readonly version: bigint })[],
  ): void => {
    const newest = new Map<string, number>();
    for (const row of rows) {
      const sequence = Number(BigInt.asUintN(SEQUENCE_BITS, row.version));
      newest.set(row.district, Math.max(newest.get(row.district) ?? 0, sequence));
    }
    const [first] = rows;
    for (const [district, sequence] of newest) {
      if (sequence === 0) continue;
      const partition = partitionOf({ ...first!, district });
      const until = tokens.entitledUntil(process, partition);
      const { at } = stream.log[sequence - 1]!;
      if (at <= until) continue;
      world.violate(
        `partition ${partition}: ${process.name} has applied message ${sequence} of ${at.toFixed(0)} ms, its lease ended by ${until.toFixed(0)} ms`,
      );
    }
  };
}
