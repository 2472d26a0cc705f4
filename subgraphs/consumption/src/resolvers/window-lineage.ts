import type { SeriesWindow } from '@citywatt/measurement-store/series';
import type { SeriesRange } from '@citywatt/measurement-store/series-range';
import type { SubgraphContext } from '@citywatt/subgraph-server/context';
import type {
  DistrictPlace,
  DistrictWindow,
  DistrictWindowLineageMapper,
  SensorWindow,
  SensorWindowLineageMapper,
} from '../mappers.ts';
import { tagSeries } from '../series/answer-tags.ts';
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

export const lineageOfWindow = (
  sources: Sources,
  window: DistrictWindow | SensorWindow,
  context: SubgraphContext,
) =>
  isOfSensor(window) ? sensorLineage(sources, window, context) : districtLineage(sources, window, context);

const isOfSensor = (window: DistrictWindow | SensorWindow): window is SensorWindow =>
  'number' in window.place;
