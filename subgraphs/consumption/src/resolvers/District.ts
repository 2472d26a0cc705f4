import type { DistrictResolvers } from '../generated/resolver-types.generated.ts';
import { askedMoment, askedWindow } from '../lineage/asked-window.ts';
import { loadOfDistricts } from '../live/load-of-districts.ts';
import { askedRange } from '../series/asked-range.ts';
import { presentPeak } from '../series/presented-series.ts';
import { consumptionOf } from './consumption.ts';
import { districtIdOf, districtOfId } from './ids.ts';
import { presentLoad } from './live-load.ts';
import { sensorPartsOf } from './sensor-parts.ts';
import { liveRowsOf, type Sources, viewOf } from './sources.ts';
import { districtLineage, districtSeriesOf } from './window-lineage.ts';

export const districtResolvers = (sources: Sources): DistrictResolvers => ({
  __resolveReference: ({ id }, { principal }) => districtOfId(sources.places, principal, id) ?? null,
  id: districtIdOf,
  liveLoad({ city, district }, _, { cache }) {
    cache.volatile();
    const load = loadOfDistricts(liveRowsOf(sources, city, district));
    return load ? presentLoad(load, city.calendar.timeZone) : null;
  },
  consumption(place, args, context) {
    const asOf = askedMoment(args.asOf);
    return consumptionOf(args, viewOf(sources, place, asOf), (range) =>
      districtSeriesOf(sources, place, range, asOf, context),
    );
  },
  async peak(place, args, context) {
    const range = askedRange(args);
    const windows = await districtSeriesOf(sources, place, range, undefined, context);
    return presentPeak(windows, range, viewOf(sources, place, undefined));
  },
  sensorParts: (place, args, context) => sensorPartsOf(sources, place, args, context),
  windowLineage: (place, args, context) =>
    districtLineage(sources, { place, ...askedWindow(args, place.city) }, context),
});
