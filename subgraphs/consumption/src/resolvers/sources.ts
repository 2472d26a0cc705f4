import type { LiveSources } from '../live/city-events.ts';
import type { LiveDistrict } from '../live/live-picture.ts';
import type { CityPlace } from '../mappers.ts';
import type { Places } from '../places.ts';
import type { SeriesView } from '../series/presented-series.ts';
import type { SeriesLoadersOfRequest } from '../series/series-loaders.ts';

/** What resolvers take their answers from. */
export interface Sources {
  readonly places: Places;
  readonly loaders: SeriesLoadersOfRequest;
  readonly live: LiveSources;
}

/** The last live rows of some districts of a city, or of all. */
export function liveRowsOf(
  { live }: Sources,
  { tenant, city }: CityPlace,
  district?: string,
): readonly LiveDistrict[] {
  const rows = live.picture.districts(tenant, city);
  if (district === undefined) return [...rows.values()];
  const row = rows.get(district);
  return row ? [row] : [];
}

/** How the series of a place are shown: in its city's time, what is open up to the latest reading. */
export function viewOf(sources: Sources, city: CityPlace, district?: string): SeriesView {
  const latest = liveRowsOf(sources, city, district).reduce(
    (last, row) => Math.max(last, row.latestReadingTime),
    0,
  );
  const now = city.clock === 'wall' ? Date.now() : Number.POSITIVE_INFINITY;
  return { timeZone: city.calendar.timeZone, seenUntil: latest === 0 ? now : Math.min(now, latest) };
}
