import type { SensorResolvers } from '../generated/resolver-types.generated.ts';
import { askedMoment, askedWindow } from '../lineage/asked-window.ts';
import { consumptionOf } from './consumption.ts';
import { sensorIdOf, sensorOfId } from './ids.ts';
import { sensorSeriesOf } from './sensor-series.ts';
import { type Sources, viewOf } from './sources.ts';
import { sensorLineage } from './window-lineage.ts';

export const sensorResolvers = (sources: Sources): SensorResolvers => ({
  __resolveReference: ({ id }, { principal }) => sensorOfId(sources.places, principal, id) ?? null,
  id: sensorIdOf,
  consumption(place, args, context) {
    context.cache.volatile();
    const asOf = askedMoment(args.asOf);
    return consumptionOf(
      args,
      viewOf(sources, place, asOf),
      (range) =>
        asOf === undefined
          ? sensorSeriesOf(sources, place, range, context)
          : sources.asOf.sensor(place, range, asOf),
      'quarter-hour',
    );
  },
  windowLineage: (place, args, context) =>
    sensorLineage(sources, { place, ...askedWindow(args, place.city) }, context),
});
