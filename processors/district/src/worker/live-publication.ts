import type { LivePublisher } from '@citywatt/live-feed/publish';
import { districtAfter } from '../actor/district.machine.ts';
import type { Clock } from '../ports.ts';
import { liveRows } from './live-rows.ts';
import type { OwnedPartition } from './restore.ts';

const COMPLETE_EVERY_MS = 60_000;

const completeAt = new WeakMap<OwnedPartition, number>();

/** The next publication is complete: while the worker was not at the live edge, readers may have lost what they had. */
export function forgetLive(owned: readonly OwnedPartition[]): void {
  for (const partition of owned) completeAt.delete(partition);
}

/** Publishes the districts that changed; all of a partition once a minute, and when it has just become live. */
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
