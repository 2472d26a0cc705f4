import { controlSubject } from '@citywatt/reading-stream/subjects';
import type { DistrictDirectory } from '@citywatt/sensor-directory/directory';
import type { Logger } from '@citywatt/service-runtime/logger';
import { districtAfter } from '../actor/district.machine.ts';
import type { CheckpointHold, CheckpointStore, StoredState } from '../checkpoint/checkpoint-store.ts';
import { decodePartition, STATE_VERSION } from '../checkpoint/partition-codec.ts';
import type { Clock, ReadingStream, RowStore } from '../ports.ts';
import { PartitionState } from '../state/partition-state.ts';
import { rebuildPartition } from './rebuild.ts';

export interface RestoreOptions {
  readonly clock: Clock;
  readonly checkpoints: CheckpointStore;
  readonly readings: ReadingStream;
  readonly rows: RowStore;
  readonly readDirectory: () => Promise<readonly DistrictDirectory[]>;
  readonly generation: number;
  /** Raw readings that came in within this time are certain to be there. */
  readonly longestGapMs: number;
  readonly logger: Logger;
}

export interface RestoredPartition {
  readonly hold: CheckpointHold;
  readonly state: PartitionState;
  /** Sequence of the checkpoint that was used; 0 without one. */
  readonly checkpointed: number;
}

/**
 * Takes a partition over and restores its state. A state that cannot be used (another version or generation) is made
 * anew, and so is one that is lost while its messages are gone.
 */
export async function restorePartition(
  options: RestoreOptions,
  partition: number,
): Promise<RestoredPartition> {
  const { clock, checkpoints, readings, rows, generation, logger } = options;
  const hold = await checkpoints.takeOver(partition);
  const { stored } = hold;
  if (stored?.stateVersion === STATE_VERSION && stored.generation === generation) {
    return { hold, state: restored(partition, stored), checkpointed: stored.sequence };
  }
  const state = new PartitionState(partition, 0);
  // Without a checkpoint the stream may still hold how the partition's districts came to be.
  if (stored || (await readings.subjects(controlSubject(partition))).length === 0) {
    const now = clock.now();
    const oldestIngestKept = now - options.longestGapMs;
    await rebuildPartition(state, await options.readDirectory(), { rows, now, oldestIngestKept });
  }
  if (!state.empty) {
    const found = stored && { stateVersion: stored.stateVersion, generation: stored.generation };
    logger.warn(
      { partition, found, districts: state.districts.size },
      'no checkpoint that can be used: the state is made anew and its hours are repaired from raw readings',
    );
  }
  return { hold, state, checkpointed: 0 };
}

function restored(partition: number, stored: StoredState): PartitionState {
  const state = decodePartition(partition, stored.sequence, stored.parts);
  for (const district of state.districts.values()) {
    const restoring = { ...district.machine, lifecycle: 'restoring' as const };
    district.machine = districtAfter(restoring, { type: 'restored' });
  }
  return state;
}
