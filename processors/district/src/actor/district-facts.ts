import type { DistrictState } from '../state/district-state.ts';
import { type DistrictFact, districtAfter } from './district.machine.ts';
import { loadBand } from './load-band.ts';
import type { ActorContext } from './outbox.ts';
import { versionOf } from './version.ts';
import { delayedAfterSeconds, nowOf, silentAfterSeconds } from './watermark.ts';

/** A load that fewer sensors than this share stand for is no reason to change the band. */
const CURRENT_SHARE = 0.9;

/** Derives facts from the numbers after a message, steps the machine, and says what changed. */
export function settleFacts(context: ActorContext, district: DistrictState): void {
  const before = district.machine;
  const feed = feedFact(district);
  if (feed !== `feed.${before.feed}`) step(district, { type: feed });
  if (district.liveChanged && district.currentSensors >= CURRENT_SHARE * district.activeSensors) {
    const band = loadBand(district.liveWatts, district.peaks.reference, before.load);
    if (band !== before.load) step(district, { type: 'band.crossed', band });
  }
  const after = district.machine;
  if (after.feed !== before.feed) {
    district.liveChanged = true;
    context.outbox.event(context.partition, {
      type: 'feed.changed',
      ...common(context, district, 'feed.changed'),
      from: before.feed,
      to: after.feed,
    });
  }
  if (after.load !== before.load) {
    context.outbox.event(context.partition, {
      type: 'load.bandChanged',
      ...common(context, district, 'load.bandChanged'),
      from: before.load,
      to: after.load,
      liveLoadWatts: district.liveWatts,
    });
  }
}

const step = (district: DistrictState, fact: DistrictFact) => {
  district.machine = districtAfter(district.machine, fact);
};

/** Silence is counted in ticks seen, so downtime of ours silences no feed. */
function feedFact(district: DistrictState): 'feed.live' | 'feed.delayed' | 'feed.silent' {
  if (district.latestEnd === 0 || district.ended) return 'feed.silent';
  if (district.clock === 'data') return 'feed.live';
  if (district.ticksSinceReading >= silentAfterSeconds(district)) return 'feed.silent';
  return district.ticksSinceReading >= delayedAfterSeconds(district) ? 'feed.delayed' : 'feed.live';
}

function common(context: ActorContext, district: DistrictState, type: string) {
  return {
    id: `${type}:${district.key}:${context.generation}:${context.sequence}`,
    eventTime: nowOf(district, context.tick),
    version: versionOf(context.generation, context.sequence).toString(),
    tenant: district.tenant,
    city: district.city,
    district: district.district,
  };
}
