import type { DistrictResolvers } from '../generated/resolver-types.generated.ts';
import { loadOfDistricts } from '../live/load-of-districts.ts';
import { askedRange } from '../series/asked-range.ts';
import { presentPeak } from '../series/presented-series.ts';
import { consumptionOf } from './consumption.ts';
import { districtIdOf, districtOfId } from './ids.ts';
import { presentLoad } from './live-load.ts';
import { liveRowsOf, type Sources, viewOf } from './sources.ts';

export const districtResolvers = (sources: Sources): DistrictResolvers => ({
  __resolveReference: ({ id }, { principal }) => districtOfId(sources.places, principal, id) ?? null,
  id: districtIdOf,
  liveLoad({ city, district }) {
    const load = loadOfDistricts(liveRowsOf(sources, city, district));
    return load ? presentLoad(load, city.calendar.timeZone) : null;
  },
  consumption({ city, district }, args, context) {
    const loaders = sources.loaders(context);
    return consumptionOf(args, viewOf(sources, city, district), (range) =>
      loaders.district(city, range).load(district),
    );
  },
  async peak({ city, district }, args, context) {
    const windows = await sources.loaders(context).district(city, askedRange(args)).load(district);
    return presentPeak(windows, viewOf(sources, city, district));
  },
});
