import { DateTime, TimeZone } from '@citywatt/subgraph-server/scalars';
import type { Resolvers } from '../generated/resolver-types.generated.ts';
import type { FollowedHistory } from '../history/followed-history.ts';
import type { RegistryStore } from '../store/connection.ts';
import { areaResolvers } from './Area.ts';
import { cityResolvers } from './City.ts';
import { districtResolvers } from './District.ts';
import { areaQuery, areasQuery } from './Query/areas.ts';
import { citiesQuery } from './Query/cities.ts';
import { cityQuery } from './Query/city.ts';
import { districtQuery } from './Query/district.ts';
import { sensorQuery } from './Query/sensor.ts';
import { registerResolvers } from './Register.ts';
import { registryLoaders } from './registry-loaders.ts';
import { sensorResolvers } from './Sensor.ts';

export function resolversOf(store: RegistryStore, history: FollowedHistory): Resolvers {
  const loaders = registryLoaders(store);
  return {
    DateTime,
    TimeZone,
    Query: {
      areas: areasQuery(store, loaders),
      area: areaQuery(loaders),
      cities: citiesQuery(store, loaders),
      city: cityQuery(loaders),
      district: districtQuery(loaders),
      sensor: sensorQuery(loaders),
    },
    Area: areaResolvers(loaders),
    City: cityResolvers(loaders, history),
    District: districtResolvers(loaders),
    Sensor: sensorResolvers(loaders),
    Register: registerResolvers,
  };
}
