import { meanWatts } from '@citywatt/consumption-windows/contribution';
import { qualityIndex } from '@citywatt/consumption-windows/reading-quality';
import { MINUTE_MS } from '@citywatt/measurement-store/windows';
import type { FrameCursor } from '@citywatt/reading-stream/frame';
import type { SegmentKey } from '@citywatt/reading-stream/frame-layout';
import type { DistrictState } from '../state/district-state.ts';
import { RING } from '../state/sensor-columns.ts';
import { applyInterval, type Outcome } from './interval-reading.ts';
import { setLive } from './live-load.ts';
import type { ActorContext } from './outbox.ts';
import { applyRegister } from './register-reading.ts';
import { advance, nowOf } from './watermark.ts';

/** Readings by what became of them; `uncounted` are of a register or sensor that carries no consumption. */
export type OutcomeCounts = Record<Outcome | 'uncounted', number>;

export const noOutcomes = (): OutcomeCounts => ({
  placed: 0,
  duplicate: 0,
  revised: 0,
  cold: 0,
  base: 0,
  gap: 0,
  uncounted: 0,
});

/** Applies the readings that the cursor stands on, which all belong to this district. */
export function applySegment(
  context: ActorContext,
  district: DistrictState,
  cursor: FrameCursor,
  outcomes: OutcomeCounts,
): void {
  const { key, count, values, times, sensorNumbers, ingestTime } = cursor;
  const quality = qualityIndex(key.quality);
  const accepted = acceptedSpecs(district, key);
  if (ingestTime > district.latestIngest) district.latestIngest = ingestTime;
  let now = nowOf(district, context.tick);
  let ringEnd = district.hotFrom + ringSpan(district);
  for (let index = 0; index < count; index++) {
    const sensor = sensorNumbers[index]!;
    const of = sensor < district.sensorCount ? district.sensors.spec[sensor]! : 0;
    if (!accepted[of]) {
      outcomes.uncounted++;
      continue;
    }
    const spec = district.specs[of - 1]!;
    const time = times[index]!;
    const value = values[index]!;
    if (time > district.latestEnd) {
      district.latestEnd = time;
      if (district.hotFrom < 0 || time > ringEnd) {
        // The windows' rings hold a few hours: what is behind them leaves before this reading is placed.
        advance(context, district);
        ringEnd = district.hotFrom + ringSpan(district);
      }
      if (district.clock === 'data') now = time;
    }
    if (spec.kind === 'interval') {
      const outcome = applyInterval(
        context, district, spec, sensor, key.intervalMs, time, value, quality, ingestTime,
      ); // biome-ignore format: a long call in a hot loop
      outcomes[outcome]++;
      if (outcome !== 'duplicate' && time >= district.sensors.liveTime[sensor]! && key.intervalMs > 0) {
        setLive(district, sensor, time, meanWatts(value, key.intervalMs), spec.intervalMs, now);
      }
    } else {
      const outcome = applyRegister(context, district, spec, sensor, time, value, quality, ingestTime);
      outcomes[outcome]++;
      if (outcome !== 'duplicate' && time >= district.sensors.liveTime[sensor]!) {
        setLive(
          district,
          sensor,
          time,
          latestWatts(district, sensor, spec.kind, value),
          spec.intervalMs,
          now,
        );
      }
    }
  }
  district.windowsChanged = true;
}

const ringSpan = (district: DistrictState) => (district.minutes.size - 1) * MINUTE_MS;

/** A gauge shows its power; a register's is the mean since the reading before. */
function latestWatts(
  district: DistrictState,
  sensor: number,
  kind: 'cumulative' | 'gauge',
  value: number,
): number {
  if (kind === 'gauge') return value;
  const { ringCount, ringNewest, ringTime, ringValue } = district.sensors;
  if (ringCount[sensor]! < 2) return 0;
  const newest = sensor * RING + ringNewest[sensor]!;
  const before = sensor * RING + ((ringNewest[sensor]! - 1) & (RING - 1));
  return meanWatts(
    Math.max(ringValue[newest]! - ringValue[before]!, 0),
    Math.max(ringTime[newest]! - ringTime[before]!, 1),
  );
}

interface Accepted {
  readonly revision: number;
  /** By 1 + index of the spec: whether a reading of this segment's register counts for such a sensor. */
  readonly specs: readonly boolean[];
}
const acceptedOf = new WeakMap<SegmentKey, Accepted>();

function acceptedSpecs(district: DistrictState, key: SegmentKey): readonly boolean[] {
  const known = acceptedOf.get(key);
  if (known && known.revision === district.revision) return known.specs;
  const specs = [
    false,
    ...district.specs.map((spec) => spec.code === key.register && spec.kind === key.kind),
  ];
  acceptedOf.set(key, { revision: district.revision, specs });
  return specs;
}
