import { localTimeWriter } from '@citywatt/measurement-store/series-local-time';
import type { LiveLoad } from '../generated/resolver-types.generated.ts';
import { currentShare, isEstimated, type Load } from '../live/load-of-districts.ts';
import { nameOf } from '../series/asked-range.ts';

export const WATTS_PER_KW = 1_000;

export function presentLoad(load: Load, timeZone: string): Omit<LiveLoad, '__typename'> {
  const write = localTimeWriter(timeZone);
  return {
    powerKw: load.watts / WATTS_PER_KW,
    currentShare: currentShare(load),
    estimated: isEstimated(load),
    eventTime: write(load.eventTime),
    latestReadingTime: load.latestReadingTime === 0 ? null : write(load.latestReadingTime),
    feed: nameOf(load.feed),
    band: nameOf(load.band),
    sequence: String(load.sequence),
  };
}
