import type { AreaResolvers } from '../generated/resolver-types.generated.ts';
import { areaIdOf, areaOfId } from './ids.ts';
import type { LoadersOfRequest } from './registry-loaders.ts';

export const areaResolvers = (loaders: LoadersOfRequest): AreaResolvers => ({
  async __resolveReference({ id }, context) {
    const { tenant, area } = loaders(context);
    const key = areaOfId(tenant, id);
    return key ? ((await area.load(key)) ?? null) : null;
  },
  id: areaIdOf,
  kind: (row) => (row.district === '' ? 'CITY' : 'DISTRICT'),
  partOf: async (row, _, context) =>
    row.district === '' ? null : (await loaders(context).area.load({ city: row.city, district: '' }))!,
});
