import type { QueryResolvers } from '../../generated/resolver-types.generated.ts';
import { districtOfId } from '../ids.ts';
import type { LoadersOfRequest } from '../registry-loaders.ts';

export const districtQuery =
  (loaders: LoadersOfRequest): NonNullable<QueryResolvers['district']> =>
  async (_, { id }, context) => {
    const { tenant, district } = loaders(context);
    const place = districtOfId(tenant, id);
    return place ? ((await district.load(place)) ?? null) : null;
  };
