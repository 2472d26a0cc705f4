import type { CityResolvers } from '../generated/resolver-types.generated.ts';
import { askedMoment, askedWindow } from '../lineage/asked-window.ts';
import { loadOfDistricts } from '../live/load-of-districts.ts';
import { askedRange } from '../series/asked-range.ts';
import { presentPeak } from '../series/presented-series.ts';
import { consumptionOf } from './consumption.ts';
import { cityIdOf, cityOfId } from './ids.ts';
import { presentLoad } from './live-load.ts';
import { liveRowsOf, type Sources, viewOf } from './sources.ts';
import { cityLineage, citySeriesOf } from './window-lineage.ts';

export const cityResolvers = (sources: Sources): CityResolvers => ({
  __resolveReference: ({ id }, { principal }) => cityOfId(sources.places, principal, id) ?? null,
  id: cityIdOf,
  liveLoad(city, _, { cache }) {
    cache.volatile();
    const total = loadOfDistricts(liveRowsOf(sources, city));
    return total ? presentLoad(total, city.calendar.timeZone) : null;
  },
  consumption(city, args, context) {
    const asOf = askedMoment(args.asOf);
    return consumptionOf(args, viewOf(sources, city, asOf), (range) =>
      citySeriesOf(sources, city, range, asOf, context),
    );
  },
  async peak(city, args, context) {
    const range = askedRange(args);
    const windows = await citySeriesOf(sources, city, range, undefined, context);
    return presentPeak(windows, range, viewOf(sources, city, undefined));
  },
  windowLineage: (city, args, context) =>
    cityLineage(sources, { place: city, ...askedWindow(args, city) }, context),
});
