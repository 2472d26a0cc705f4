import type { SeriesRange } from '@citywatt/measurement-store/series-range';
import type { SubgraphContext } from '@citywatt/subgraph-server/context';
import type { CityResolvers } from '../generated/resolver-types.generated.ts';
import { loadOfDistricts } from '../live/load-of-districts.ts';
import type { CityPlace } from '../mappers.ts';
import { tagSeries } from '../series/answer-tags.ts';
import { askedRange } from '../series/asked-range.ts';
import { presentPeak } from '../series/presented-series.ts';
import { sumOfSeries } from '../series/sum-of-series.ts';
import { consumptionOf } from './consumption.ts';
import { cityIdOf, cityOfId } from './ids.ts';
import { presentLoad } from './live-load.ts';
import { cityView, liveRowsOf, type Sources } from './sources.ts';

export function cityResolvers(sources: Sources): CityResolvers {
  // A city is its districts, so that both are one query and never tell different sums.
  const load = async (city: CityPlace, range: SeriesRange, context: SubgraphContext) => {
    tagSeries(context, city, range);
    const { district } = sources.loaders(context);
    const loader = district(city, range);
    return sumOfSeries(await Promise.all(city.districts.map((name) => loader.load(name))));
  };
  return {
    __resolveReference: ({ id }, { principal }) => cityOfId(sources.places, principal, id) ?? null,
    id: cityIdOf,
    liveLoad(city, _, { cache }) {
      cache.volatile();
      const total = loadOfDistricts(liveRowsOf(sources, city));
      return total ? presentLoad(total, city.calendar.timeZone) : null;
    },
    consumption: (city, args, context) =>
      consumptionOf(args, cityView(sources, city), (range) => load(city, range, context)),
    async peak(city, args, context) {
      const range = askedRange(args);
      return presentPeak(await load(city, range, context), range, cityView(sources, city));
    },
  };
}
