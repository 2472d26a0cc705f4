import { GraphQLError } from 'graphql';
import type { QueryResolvers } from '../../generated/resolver-types.generated.ts';
import { cityOfId } from '../ids.ts';
import type { LoadersOfRequest } from '../registry-loaders.ts';

export const cityQuery =
  (loaders: LoadersOfRequest): NonNullable<QueryResolvers['city']> =>
  async (_, { id, slug }, context) => {
    const { tenant, city } = loaders(context);
    if ((id == null) === (slug == null)) {
      const given = id == null ? 'neither' : 'both';
      throw new GraphQLError(`city takes exactly one of id and slug; ${given} is given`, {
        extensions: { code: 'BAD_USER_INPUT' },
      });
    }
    const named = id == null ? slug! : cityOfId(tenant, id);
    return named === undefined ? null : ((await city.load({ city: named })) ?? null);
  };
