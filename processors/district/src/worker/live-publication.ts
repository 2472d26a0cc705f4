import type { LivePublisher } from '@citywatt/live-feed/publish';
import { districtAfter } from '../actor/district.machine.ts';
import type { Clock } from '../ports.ts';
import { liveRows } from './live-rows.ts';
import type { OwnedPartition } from './owned-partition.ts';

const COMPLETE_EVERY_MS = 60_000;
/** A tick younger than this has been applied: the partition is at the live edge. */
const LIVE_EDGE_MS = 3_000;

export const isLive = ({ state, lease }: OwnedPartition, clock: Clock) =>
  clock.now() - state.tick < LIVE_EDGE_MS && lease.holds();

const completeAt = new WeakMap<OwnedPartition, number>();

/**
 * Publishes the districts that changed; all of a partition once a minute, and at once when it has just become live:
 * until then, readers may have lost what they had. Of one that catches up nothing.
 */
export async function publishLive(
  {
    clock,
    live,
    generation,
  }: { readonly clock: Clock; readonly live: LivePublisher; readonly generation: number },
  owned: readonly OwnedPartition[],
): Promise<void> {
  const now = clock.monotonic();
  const publications = owned.map(async (partition) => {
    if (!isLive(partition, clock)) {
      completeAt.delete(partition);
      return;
    }
    const all = [...partition.state.districts.values()];
    const complete = now - (completeAt.get(partition) ?? Number.NEGATIVE_INFINITY) >= COMPLETE_EVERY_MS;
    const districts = complete ? all : all.filter((district) => district.liveChanged);
    if (districts.length === 0) return;
    const rows = liveRows(partition.state, districts, complete, generation);
    for (const district of districts) {
      district.liveChanged = false;
      if (district.machine.lifecycle === 'live') continue;
      const restored = districtAfter(district.machine, { type: 'restored' });
      district.machine = districtAfter(restored, { type: 'caughtUp' });
    }
    try {
      await live.publish(rows);
      if (complete) completeAt.set(partition, now);
    } catch (error) {
      for (const district of districts) district.liveChanged = true;
      throw error;
    }
  });
  const results = await Promise.allSettled(publications);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
