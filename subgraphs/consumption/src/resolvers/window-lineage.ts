import type { SeriesWindow } from '@citywatt/measurement-store/series';
import type { SeriesRange } from '@citywatt/measurement-store/series-range';
import type { SubgraphContext } from '@citywatt/subgraph-server/context';
import type {
  CityPlace,
  CityWindow,
  CityWindowLineageMapper,
  DistrictPlace,
  DistrictWindow,
  DistrictWindowLineageMapper,
  SensorWindow,
  SensorWindowLineageMapper,
  SeriesPointWindow,
} from '../mappers.ts';
import { tagSeries } from '../series/answer-tags.ts';
import { sumOfSeries } from '../series/sum-of-series.ts';
import type { Sources } from './sources.ts';

/** The windows of a district, as known now or at a past moment. */
export const districtSeriesOf = (
  sources: Sources,
  place: DistrictPlace,
  range: SeriesRange,
  asOf: number | undefined,
  context: SubgraphContext,
): Promise<readonly SeriesWindow[]> => {
  if (asOf !== undefined) {
    context.cache.volatile();
    return sources.asOf.district(place, range, asOf);
  }
  tagSeries(context, place.city, range);
  return sources.loaders(context).district(place.city, range).load(place.district);
};

/** The windows of a city: the sums of its districts', so that both are one query and never tell different sums. */
export const citySeriesOf = async (
  sources: Sources,
  city: CityPlace,
  range: SeriesRange,
  asOf: number | undefined,
  context: SubgraphContext,
): Promise<readonly SeriesWindow[]> =>
  sumOfSeries(
    await Promise.all(
      city.districts.map((district) => districtSeriesOf(sources, { city, district }, range, asOf, context)),
    ),
  );

/** Null when no reading of the window is known. */
export async function sensorLineage(
  sources: Sources,
  window: SensorWindow,
  context: SubgraphContext,
): Promise<SensorWindowLineageMapper | null> {
  context.cache.volatile();
  const lineage = await sources.lineage(context)(window);
  return lineage ? { __typename: 'SensorWindowLineage', window, lineage } : null;
}

/** Null when the district has no such window. */
export async function districtLineage(
  sources: Sources,
  window: DistrictWindow,
  context: SubgraphContext,
): Promise<DistrictWindowLineageMapper | null> {
  context.cache.volatile();
  const { place, start, end, resolution, asOf } = window;
  const range = { from: start, to: end, resolution };
  const [made] = await districtSeriesOf(sources, place, range, asOf, context);
  return made ? { __typename: 'DistrictWindowLineage', window, made } : null;
}

/** Null when no district has such a window. */
export async function cityLineage(
  sources: Sources,
  window: CityWindow,
  context: SubgraphContext,
): Promise<CityWindowLineageMapper | null> {
  const { place: city } = window;
  const lineages = await Promise.all(
    city.districts.map((district) =>
      districtLineage(sources, { ...window, place: { city, district } }, context),
    ),
  );
  const parts = lineages.filter((part) => part !== null);
  const [made] = sumOfSeries(parts.map((part) => [part.made]));
  return made ? { __typename: 'CityWindowLineage', window, made, parts } : null;
}

export function lineageOfWindow(
  sources: Sources,
  { place, ...asked }: SeriesPointWindow,
  context: SubgraphContext,
) {
  if ('number' in place) return sensorLineage(sources, { place, ...asked }, context);
  if ('district' in place) return districtLineage(sources, { place, ...asked }, context);
  return cityLineage(sources, { place, ...asked }, context);
}
