import { PARTITION_COUNT } from '@citywatt/reading-stream/partition';
import type { DistrictDirectory } from '@citywatt/sensor-directory/directory';
import type { Logger } from '@citywatt/service-runtime/logger';
import { districtAfter } from '../actor/district.machine.ts';
import type { CheckpointHold, CheckpointStore, StoredState } from '../checkpoint/checkpoint-store.ts';
import { decodePartition, STATE_VERSION } from '../checkpoint/partition-codec.ts';
import { PartitionState } from '../state/partition-state.ts';
import { type RebuildSources, rebuildPartition } from './rebuild.ts';

export interface OwnedPartition {
  readonly hold: CheckpointHold;
  readonly state: PartitionState;
  /** Sequences of the last two checkpoints: what lies behind the older one is not needed any more. */
  checkpointed: readonly [older: number, last: number];
}

const AT_ONCE = 8;

/**
 * Takes every partition over and restores its state. A state that cannot be used (another version or generation) is made
 * anew, and so is one that is lost while its messages are gone.
 */
export async function restorePartitions(
  checkpoints: CheckpointStore,
  generation: number,
  /** Whether the stream still holds how the partition's districts came to be. */
  streamHolds: (partition: number) => boolean,
  sources: RebuildSources,
  logger: Logger,
): Promise<OwnedPartition[]> {
  const owned: OwnedPartition[] = [];
  let directory: readonly DistrictDirectory[] | undefined;
  for (let from = 0; from < PARTITION_COUNT; from += AT_ONCE) {
    const partitions = Array.from(
      { length: Math.min(AT_ONCE, PARTITION_COUNT - from) },
      (_, index) => from + index,
    );
    const holds = await Promise.all(partitions.map((partition) => checkpoints.takeOver(partition)));
    for (const [index, hold] of holds.entries()) {
      const partition = partitions[index]!;
      const { stored } = hold;
      if (stored?.stateVersion === STATE_VERSION && stored.generation === generation) {
        owned.push({
          hold,
          state: restored(partition, stored),
          checkpointed: [stored.sequence, stored.sequence],
        });
        continue;
      }
      const state = new PartitionState(partition, 0);
      if (stored || !streamHolds(partition)) {
        directory ??= await sources.readDirectory();
        await rebuildPartition(state, directory, sources);
      }
      if (!state.empty) {
        const found = stored && { stateVersion: stored.stateVersion, generation: stored.generation };
        logger.warn(
          { partition, found, districts: state.districts.size },
          'no checkpoint that can be used: the state is made anew and its hours are repaired from raw readings',
        );
      }
      owned.push({ hold, state, checkpointed: [0, 0] });
    }
  }
  return owned;
}

function restored(partition: number, stored: StoredState): PartitionState {
  const state = decodePartition(partition, stored.sequence, stored.parts);
  for (const district of state.districts.values()) {
    const restoring = { ...district.machine, lifecycle: 'restoring' as const };
    district.machine = districtAfter(restoring, { type: 'restored' });
  }
  return state;
}
