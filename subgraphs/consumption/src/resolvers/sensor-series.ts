import type { SeriesWindow } from '@citywatt/measurement-store/series';
import type { SeriesRange } from '@citywatt/measurement-store/series-range';
import type { SubgraphContext } from '@citywatt/subgraph-server/context';
import type { SensorPlace } from '../mappers.ts';
import { withStatesOf } from '../series/sum-of-series.ts';
import type { Sources } from './sources.ts';

/** The windows of a sensor as known now, closed as those of its district are. */
export async function sensorSeriesOf(
  sources: Sources,
  place: SensorPlace,
  range: SeriesRange,
  context: SubgraphContext,
): Promise<readonly SeriesWindow[]> {
  const { city, district } = place;
  const loaders = sources.loaders(context);
  const [windows, ofDistrict] = await Promise.all([
    loaders.sensor(city, range).load(place),
    loaders.district(city, range).load(district),
  ]);
  return withStatesOf(windows, ofDistrict);
}
