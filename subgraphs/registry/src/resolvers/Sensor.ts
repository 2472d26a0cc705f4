import type { CustomerClass, SensorResolvers } from '../generated/resolver-types.generated.ts';
import { sensorIdOf, sensorOfId } from './ids.ts';
import type { LoadersOfRequest } from './registry-loaders.ts';

export const sensorResolvers = (loaders: LoadersOfRequest): SensorResolvers => ({
  async __resolveReference({ id }, context) {
    const { tenant, sensor } = loaders(context);
    const place = sensorOfId(tenant, id);
    return place ? ((await sensor.load(place)) ?? null) : null;
  },
  id: sensorIdOf,
  district: async (row, _, context) => (await loaders(context).district.load(row))!,
  customerClass: (row) => row.customerClass.toUpperCase() as CustomerClass,
  location: ({ latitude, longitude }) =>
    latitude === null || longitude === null ? null : { latitude, longitude },
  registers: (row) => [...row.registers],
});
