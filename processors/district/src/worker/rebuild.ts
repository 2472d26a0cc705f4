import { QUARTER_HOUR_MS } from '@citywatt/measurement-store/windows';
import { partitionOf } from '@citywatt/reading-stream/partition';
import type { DistrictDirectory } from '@citywatt/sensor-directory/directory';
import { markColdRange } from '../actor/cold-hours.ts';
import { endOfData } from '../actor/watermark.ts';
import type { RowStore } from '../ports.ts';
import { DistrictState } from '../state/district-state.ts';
import type { PartitionState } from '../state/partition-state.ts';
import { RING_LOST } from '../state/sensor-columns.ts';

export interface RebuildSources {
  readonly rows: RowStore;
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
  /** Raw readings that came in since then are certain to be there. */
  readonly oldestIngestKept: number;
}

/**
 * Makes a partition's state from the directory and the raw readings. What the lost state knew of its readings, its open
 * windows and its waiting repairs is unknown, so every hour that has raw readings, and all up to the next full hour, is
 * left to the repair path: slower, and as exact.
 */
export async function rebuildPartition(
  state: PartitionState,
  directory: readonly DistrictDirectory[],
  sources: RebuildSources,
): Promise<void> {
  for (const slice of directory) {
    if (partitionOf(slice) !== state.partition) continue;
    const district = new DistrictState(slice);
    district.applyDirectory(slice);
    district.sensors.ringFlags.fill(RING_LOST);
    state.districts.set(district.key, district);
    const { tenant, city } = slice;
    const scope = { tenant, city, district: slice.district };
    const span = await sources.rows.spanOfReadings(scope, sources.oldestIngestKept);
    const known = span?.to ?? 0;
    const unknownUntil = slice.clock === 'wall' ? Math.max(sources.now, known) : known;
    const { calendar } = district;
    district.coldBefore = calendar.windowEnd('hour', calendar.windowStart('hour', unknownUntil));
    if (!span) continue;
    district.hotFrom = district.coldBefore;
    district.latestEnd = known;
    district.ended = await dataEnded(sources.rows, district);
    const closed = district.ended ? endOfData(district) : known - district.closingDelayMs;
    district.closedUntil = Math.max(0, quarterOf(closed));
    markColdRange(district, span.from, span.to, 0);
  }
}

const quarterOf = (time: number) => Math.floor(time / QUARTER_HOUR_MS) * QUARTER_HOUR_MS;

/** Where data are the clock, nothing but their end closes the windows that their latest reading holds open. */
async function dataEnded(rows: RowStore, district: DistrictState): Promise<boolean> {
  if (district.clock !== 'data') return false;
  const { tenant, city, district: name } = district;
  const from = quarterOf(district.latestEnd - district.closingDelayMs);
  const found = await rows.storedWindows({ tenant, city, districts: [name] }, from, endOfData(district));
  const open = found.get(name)!.quarters.filter(({ readingCount }) => readingCount > 0);
  return open.length > 0 && open.every(({ state }) => state !== 'provisional');
}
