import { framesSubject } from '@citywatt/reading-stream/subjects';
import type { Logger } from '@citywatt/service-runtime/logger';
import { counter } from '@citywatt/service-runtime/metrics';
import type { Clock, MessageSink, QuarterSource } from '../ports.ts';
import type { DistrictState } from '../state/district-state.ts';
import type { OwnedPartition } from '../worker/owned-partition.ts';
import { type DistrictGaps, estimateGaps, framesOf } from './estimate-gaps.ts';
import { gapsOf } from './gaps.ts';

export interface EstimateLoopOptions {
  readonly worker: {
    readonly owned: readonly OwnedPartition[];
    readonly atLiveEdge: boolean;
    readonly signal: AbortSignal;
  };
  readonly clock: Clock;
  readonly quarters: QuarterSource;
  readonly sink: MessageSink;
  readonly logger: Logger;
}

const EVERY_MS = 10_000;
/** What one round asks the store for; the rest waits for the next. */
const GAPS_A_ROUND = 2_000;

/**
 * Fills short gaps of sensors from their own profiles, for as long as the worker runs. Estimates go into the stream like
 * any reading, so an actor's state stays a function of its messages, and a sensor's own word replaces them. While the
 * worker is behind the stream nothing is estimated: what is missing may be about to come.
 */
export function startEstimates(options: EstimateLoopOptions): { stop(): Promise<void> } {
  const { worker, clock, quarters, sink, logger } = options;
  const { signal } = worker;
  const estimates = counter('citywatt_estimates_total', 'Intervals that were estimated');
  /** What was closed when a district was looked through last. */
  const lookedThrough = new WeakMap<DistrictState, number>();

  const round = async () => {
    const found = new Map<string, { partition: OwnedPartition; gaps: DistrictGaps }[]>();
    let count = 0;
    for (const partition of worker.owned) {
      for (const district of partition.state.districts.values()) {
        if (count >= GAPS_A_ROUND || !partition.lease.holds()) break;
        if (lookedThrough.get(district) === district.closedUntil) continue;
        const gaps = gapsOf(district);
        lookedThrough.set(district, district.closedUntil);
        if (gaps.length === 0) continue;
        count += gaps.length;
        const city = `${district.tenant}/${district.city}`;
        found.set(city, [...(found.get(city) ?? []), { partition, gaps: { district, gaps } }]);
      }
    }
    for (const places of found.values()) {
      const made = await estimateGaps(
        quarters,
        places.map(({ gaps }) => gaps),
      );
      for (const [partition, of] of Map.groupBy(places, (place) => place.partition)) {
        if (signal.aborted) return;
        if (!partition.lease.holds()) continue;
        const own = new Map(of.map(({ gaps: { district } }) => [district, made.get(district) ?? []]));
        for (const frame of framesOf(own, clock.now())) {
          await sink.publish(framesSubject(partition.number), frame);
        }
        for (const list of own.values()) estimates.inc(list.length);
      }
    }
  };

  const loop = async () => {
    while (!signal.aborted) {
      await clock.sleep(EVERY_MS, signal);
      if (signal.aborted || !worker.atLiveEdge) continue;
      try {
        await round();
      } catch (error) {
        if (!signal.aborted) logger.warn({ err: error }, 'gaps were not estimated');
      }
    }
  };
  const ended = loop();
  return { stop: () => ended };
}
