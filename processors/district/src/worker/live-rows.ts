import type { LiveRows } from '@citywatt/live-feed/live-row';
import { MINUTE_MS } from '@citywatt/measurement-store/windows';
import { versionOf } from '../actor/version.ts';
import { nowOf } from '../actor/watermark.ts';
import type { DistrictState } from '../state/district-state.ts';
import type { PartitionState } from '../state/partition-state.ts';

/** The live picture of a partition's districts, columnar. */
export function liveRows(
  state: PartitionState,
  districts: readonly DistrictState[],
  complete: boolean,
  generation: number,
): LiveRows {
  const column = <Value>(read: (district: DistrictState) => Value) => districts.map(read);
  return {
    partition: state.partition,
    complete,
    tenant: column((district) => district.tenant),
    city: column((district) => district.city),
    district: column((district) => district.district),
    version: column((district) => versionOf(generation, district.sequence).toString()),
    eventTime: column((district) => nowOf(district, state.tick)),
    ingestTime: column((district) => district.latestIngest),
    liveLoadWatts: column((district) => district.liveWatts),
    currentSensors: column((district) => district.currentSensors),
    activeSensors: column((district) => district.activeSensors),
    feed: column((district) => district.machine.feed),
    latestReadingTime: column((district) => district.latestEnd),
    band: column((district) => district.machine.load),
    openMinuteStart: column((district) => openMinute(district, state.tick).start),
    openMinuteEnergyMilliwattHours: column((district) => openMinute(district, state.tick).energy),
  };
}

function openMinute(
  district: DistrictState,
  tick: number,
): { readonly start: number; readonly energy: number } {
  const number = Math.floor(nowOf(district, tick) / MINUTE_MS);
  const { minutes } = district;
  const place = number & (minutes.size - 1);
  return { start: number * MINUTE_MS, energy: minutes.number[place] === number ? minutes.energy[place]! : 0 };
}
