import { ESTIMATED, SUSPECT } from '@citywatt/consumption-windows/reading-quality';
import { sameKindDays } from '@citywatt/measurement-store/same-kind-days';
import { QUARTER_HOUR_MS } from '@citywatt/measurement-store/windows';
import { FrameWriter } from '@citywatt/reading-stream/frame';
import type { SegmentKey } from '@citywatt/reading-stream/frame-layout';
import type { QuarterSource } from '../ports.ts';
import type { DistrictState } from '../state/district-state.ts';
import type { Gap } from './gaps.ts';
import { estimateEnergy, quartersOf } from './profile.ts';

export interface DistrictGaps {
  readonly district: DistrictState;
  readonly gaps: readonly Gap[];
}

export interface Estimate extends Gap {
  readonly energyMilliwattHours: number;
}

type Quarters = ReadonlyMap<string, { readonly energyMilliwattHours: number; readonly quality: number }>;

const keyOf = (district: string, sensor: number, start: number) => `${district}/${sensor}/${start}`;

/** Estimates of gaps in districts of one city, by district; those of which too little is known are left out. */
export async function estimateGaps(
  source: QuarterSource,
  cityGaps: readonly DistrictGaps[],
): Promise<ReadonlyMap<DistrictState, readonly Estimate[]>> {
  const [first] = cityGaps;
  if (!first) return new Map();
  const { tenant, city } = first.district;
  const starts = new Set<number>();
  const sensors = new Map<string, { readonly district: string; readonly sensor: number }>();
  for (const { district, gaps } of cityGaps) {
    for (const { sensor, start, end } of gaps) {
      sensors.set(`${district.district}/${sensor}`, { district: district.district, sensor });
      for (const quarter of quartersOf(start, end)) {
        starts.add(quarter);
        for (const earlier of sameKindDays(district.calendar.timeZone, quarter)) starts.add(earlier);
      }
    }
  }
  const stored = await source.sensorQuarters({
    tenant,
    city,
    districts: [...sensors.values()].map(({ district }) => district),
    sensorNumbers: [...sensors.values()].map(({ sensor }) => sensor),
    starts: [...starts],
  });
  const quarters: Quarters = new Map(
    stored.start.map((start, index) => [
      keyOf(stored.district[index]!, stored.sensorNumber[index]!, start),
      { energyMilliwattHours: stored.energyMilliwattHours[index]!, quality: stored.quality[index]! },
    ]),
  );
  return new Map(cityGaps.map(({ district, gaps }) => [district, estimatesOf(district, gaps, quarters)]));
}

function estimatesOf(district: DistrictState, gaps: readonly Gap[], quarters: Quarters): Estimate[] {
  const estimates: Estimate[] = [];
  for (const gap of gaps) {
    const { sensor, start, end } = gap;
    if (isCovered(district, gap, quarters)) continue;
    const energy = estimateEnergy(start, end, district.calendar.timeZone, (quarter) => {
      const known = quarters.get(keyOf(district.district, sensor, quarter));
      const isSure = known && known.quality !== ESTIMATED && known.quality < SUSPECT;
      return isSure ? known.energyMilliwattHours : undefined;
    });
    if (energy !== undefined) estimates.push({ ...gap, energyMilliwattHours: energy });
  }
  return estimates;
}

/** Readings of another length may have said what the interval took: then it is no gap. */
const isCovered = (district: DistrictState, { sensor, start, end }: Gap, quarters: Quarters) =>
  quartersOf(start, end).some(
    (quarter) =>
      quarter >= start &&
      quarter + QUARTER_HOUR_MS <= end &&
      quarters.has(keyOf(district.district, sensor, quarter)),
  );

/** The frames that say so to the partition's actor, like any reading. */
export function* framesOf(
  estimates: ReadonlyMap<DistrictState, readonly Estimate[]>,
  ingestTime: number,
): Generator<Uint8Array> {
  const writer = new FrameWriter();
  for (const [district, list] of estimates) {
    const keys = new Map<number, SegmentKey>();
    for (const { sensor, end, energyMilliwattHours } of list) {
      const of = district.sensors.spec[sensor]!;
      const key = keys.get(of) ?? segmentKey(district, of);
      keys.set(of, key);
      writer.add(key, sensor, end, energyMilliwattHours);
      if (writer.full) yield writer.take(ingestTime);
    }
  }
  if (writer.readings > 0) yield writer.take(ingestTime);
}

function segmentKey(district: DistrictState, of: number): SegmentKey {
  const { code, intervalMs } = district.specs[of - 1]!;
  return {
    tenant: district.tenant,
    city: district.city,
    district: district.district,
    register: code,
    kind: 'interval',
    quality: 'estimated',
    intervalMs,
    mark: 'estimate',
  };
}
