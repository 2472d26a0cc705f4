import { DateTime, TimeZone } from '@citywatt/subgraph-server/scalars';
import type { Resolvers } from '../generated/resolver-types.generated.ts';
import { cityResolvers } from './City.ts';
import { districtResolvers } from './District.ts';
import { sensorResolvers } from './Sensor.ts';
import { cityLoadSubscription } from './Subscription/cityLoad.ts';
import { districtLoadSubscription } from './Subscription/districtLoad.ts';
import type { Sources } from './sources.ts';

export const resolversOf = (sources: Sources): Resolvers => ({
  DateTime,
  TimeZone,
  City: cityResolvers(sources),
  District: districtResolvers(sources),
  Sensor: sensorResolvers(sources),
  Subscription: {
    cityLoad: cityLoadSubscription(sources),
    districtLoad: districtLoadSubscription(sources),
  },
});
