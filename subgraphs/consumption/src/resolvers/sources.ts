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

/** How the series of a city are shown: in its time, what is open up to the latest reading. */
export const cityView = (sources: Sources, city: CityPlace): SeriesView => ({
  timeZone: city.calendar.timeZone,
  seenUntil: seenUntil(city, liveRowsOf(sources, city)),
  place: undefined,
  asOf: undefined,
});

/** The same of a district or a sensor, as known at a past moment when `asOf` is one. */
export function viewOf(
  sources: Sources,
  place: DistrictPlace | SensorPlace,
  asOf: number | undefined,
): SeriesView {
  const { city, district } = place;
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
