import { tagsOfRange } from '@citywatt/measurement-store/change-tags';
import type { SeriesRange } from '@citywatt/measurement-store/series-range';
import { HOUR_MS } from '@citywatt/measurement-store/windows';
import type { SubgraphContext } from '@citywatt/subgraph-server/context';
import type { CityPlace } from '../mappers.ts';

/** The last window starts before the range ends, and what falls into it may lie behind: a local day may have 25 hours. */
const REACH_MS = { minute: 0, 'quarter-hour': 0, hour: HOUR_MS, day: 25 * HOUR_MS } as const;
/** The mean power of a window that is open changes with the time up to which it is taken. */
const OPEN_MS = 1_000;

/** Says what a series of a city or its districts is made of, so that the answer may be kept until that changes. */
export function tagSeries(
  { cache }: SubgraphContext,
  city: CityPlace,
  range: SeriesRange,
  now = Date.now(),
): void {
  const to = range.to + REACH_MS[range.resolution];
  cache.tag(...tagsOfRange(city, range.from, to));
  if (to > now) cache.ages(OPEN_MS);
}
