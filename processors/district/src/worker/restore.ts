import { HOUR_MS } from '@citywatt/measurement-store/windows';
import { PARTITION_COUNT, partitionOf } from '@citywatt/reading-stream/partition';
import type { DistrictDirectory } from '@citywatt/sensor-directory/directory';
import type { Logger } from '@citywatt/service-runtime/logger';
import { districtAfter } from '../actor/district.machine.ts';
import type { CheckpointHold, CheckpointStore } from '../checkpoint/checkpoint-store.ts';
import { decodePartition, STATE_VERSION } from '../checkpoint/partition-codec.ts';
import { DistrictState } from '../state/district-state.ts';
import { PartitionState } from '../state/partition-state.ts';

export interface OwnedPartition {
  readonly hold: CheckpointHold;
  readonly state: PartitionState;
  /** Sequences of the last two checkpoints: what lies behind the older one is not needed any more. */
  checkpointed: readonly [older: number, last: number];
}

const AT_ONCE = 8;

/**
 * Takes every partition over and restores its state. A state that cannot be used (another version or generation) is
 * made anew from the directory: its sensors' earlier readings are unknown, so its hours up to the next full one are left
 * to the repair path.
 */
export async function restorePartitions(
  checkpoints: CheckpointStore,
  generation: number,
  readDirectory: () => Promise<readonly DistrictDirectory[]>,
  now: number,
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
      const usable = stored?.stateVersion === STATE_VERSION && stored.generation === generation;
      if (stored && usable) {
        const state = decodePartition(partition, stored.sequence, stored.parts);
        for (const district of state.districts.values()) {
          district.machine = districtAfter(
            { ...district.machine, lifecycle: 'restoring' },
            { type: 'restored' },
          );
        }
        owned.push({ hold, state, checkpointed: [stored.sequence, stored.sequence] });
        continue;
      }
      const state = new PartitionState(partition, 0);
      if (stored) {
        directory ??= await readDirectory();
        rebuild(state, directory, now);
        logger.warn(
          {
            partition,
            stateVersion: stored.stateVersion,
            generation: stored.generation,
            districts: state.districts.size,
          },
          'the checkpoint cannot be used: the state is made anew and its open hours are repaired from raw readings',
        );
      }
      owned.push({ hold, state, checkpointed: [0, 0] });
    }
  }
  return owned;
}

function rebuild(state: PartitionState, directory: readonly DistrictDirectory[], now: number): void {
  for (const slice of directory) {
    if (partitionOf(slice) !== state.partition) continue;
    const district = new DistrictState(slice);
    district.applyDirectory(slice);
    district.coldBefore = (Math.floor(now / HOUR_MS) + 1) * HOUR_MS;
    district.sensors.ringFlags.fill(1);
    state.districts.set(district.key, district);
  }
}
