import type { SensorResolvers } from '../generated/resolver-types.generated.ts';
import { askedMoment, askedWindow } from '../lineage/asked-window.ts';
import { withStatesOf } from '../series/sum-of-series.ts';
import { consumptionOf } from './consumption.ts';
import { sensorIdOf, sensorOfId } from './ids.ts';
import { type Sources, viewOf } from './sources.ts';
import { sensorLineage } from './window-lineage.ts';

export const sensorResolvers = (sources: Sources): SensorResolvers => ({
  __resolveReference: ({ id }, { principal }) => sensorOfId(sources.places, principal, id) ?? null,
  id: sensorIdOf,
  consumption(place, args, context) {
    context.cache.volatile();
    const { city, district } = place;
    const asOf = askedMoment(args.asOf);
    const loaders = sources.loaders(context);
    return consumptionOf(
      args,
      viewOf(sources, place, asOf),
      async (range) => {
        if (asOf !== undefined) return await sources.asOf.sensor(place, range, asOf);
        const [windows, ofDistrict] = await Promise.all([
          loaders.sensor(city, range).load(place),
          loaders.district(city, range).load(district),
        ]);
        return withStatesOf(windows, ofDistrict);
      },
      'quarter-hour',
    );
  },
  windowLineage: (place, args, context) =>
    sensorLineage(sources, { place, ...askedWindow(args, place.city) }, context),
});
