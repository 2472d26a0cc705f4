import type { AreaEventSources } from '../areas/area-events.ts';
import type { AreasOfRequest } from '../areas/area-loaders.ts';
import type { HeldSources } from '../held/held-sources.ts';
import type { LineageOfRequest } from '../lineage/lineage-loaders.ts';
import type { SeriesAsOf } from '../lineage/series-as-of.ts';
import type { LiveSources } from '../live/city-events.ts';
import type { LiveDistrict } from '../live/live-picture.ts';
import type { CityPlace, DistrictPlace, SensorPlace } from '../mappers.ts';
import type { Places } from '../places.ts';
import type { WorkerReports } from '../processing/worker-reports.ts';
import type { SeriesView } from '../series/presented-series.ts';
import type { SeriesLoadersOfRequest } from '../series/series-loaders.ts';

/** What resolvers take their answers from. */
export interface Sources {
  readonly places: Places;
  readonly loaders: SeriesLoadersOfRequest;
  readonly asOf: SeriesAsOf;
  readonly lineage: LineageOfRequest;
  readonly held: HeldSources;
  readonly areas: AreasOfRequest;
  readonly areaEvents: AreaEventSources;
  readonly live: LiveSources;
  readonly workers: WorkerReports;
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

/** The city that a place is or lies in. */
export const cityOf = (place: CityPlace | DistrictPlace): CityPlace =>
  'district' in place ? place.city : place;

/** How series are shown: in the city's time, what is open up to the latest reading, as known at `asOf` when it is given. */
export function viewOf(
  sources: Sources,
  place: CityPlace | DistrictPlace | SensorPlace,
  asOf: number | undefined,
): SeriesView {
  const city = cityOf(place);
  const district = 'district' in place ? place.district : undefined;
  const seen = seenUntil(city, liveRowsOf(sources, city, district));
  return {
    timeZone: city.calendar.timeZone,
    seenUntil: city.clock === 'wall' && asOf !== undefined ? Math.min(seen, asOf) : seen,
    place,
    asOf,
  };
}

function seenUntil(city: CityPlace, rows: readonly LiveDistrict[]): number {
  const latest = rows.reduce((last, row) => Math.max(last, row.latestReadingTime), 0);
  const now = city.clock === 'wall' ? Date.now() : Number.POSITIVE_INFINITY;
  return latest === 0 ? now : Math.min(now, latest);
}
