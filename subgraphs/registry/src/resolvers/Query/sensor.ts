import type { QueryResolvers } from '../../generated/resolver-types.generated.ts';
import { sensorOfId } from '../ids.ts';
import type { LoadersOfRequest } from '../registry-loaders.ts';

export const sensorQuery =
  (loaders: LoadersOfRequest): NonNullable<QueryResolvers['sensor']> =>
  async (_, { id }, context) => {
    const { tenant, sensor } = loaders(context);
    const place = sensorOfId(tenant, id);
    return place ? ((await sensor.load(place)) ?? null) : null;
  };
