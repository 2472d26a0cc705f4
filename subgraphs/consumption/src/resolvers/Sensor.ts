import type { SensorResolvers } from '../generated/resolver-types.generated.ts';
import { withStatesOf } from '../series/sum-of-series.ts';
import { consumptionOf } from './consumption.ts';
import { sensorIdOf, sensorOfId } from './ids.ts';
import { type Sources, viewOf } from './sources.ts';

export const sensorResolvers = (sources: Sources): SensorResolvers => ({
  __resolveReference: ({ id }, { principal }) => sensorOfId(sources.places, principal, id) ?? null,
  id: sensorIdOf,
  consumption(place, args, context) {
    const { city, district } = place;
    const loaders = sources.loaders(context);
    return consumptionOf(
      args,
      viewOf(sources, city, district),
      async (range) => {
        const [windows, ofDistrict] = await Promise.all([
          loaders.sensor(city, range).load(place),
          loaders.district(city, range).load(district),
        ]);
        return withStatesOf(windows, ofDistrict);
      },
      'quarter-hour',
    );
  },
});
