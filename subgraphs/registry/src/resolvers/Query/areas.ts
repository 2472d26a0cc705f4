import { connectionOf, readPage } from '@citywatt/subgraph-server/connection';
import type { QueryResolvers } from '../../generated/resolver-types.generated.ts';
import { areaCount, areaPage } from '../../store/areas.ts';
import type { RegistryStore } from '../../store/connection.ts';
import { areaIdOf, areaOfId } from '../ids.ts';
import type { LoadersOfRequest } from '../registry-loaders.ts';

const AREAS = 100;

export const areaQuery =
  (loaders: LoadersOfRequest): NonNullable<QueryResolvers['area']> =>
  async (_, { id }, context) => {
    const { tenant, area } = loaders(context);
    const key = areaOfId(tenant, id);
    return key ? ((await area.load(key)) ?? null) : null;
  };

export const areasQuery =
  (store: RegistryStore, loaders: LoadersOfRequest): NonNullable<QueryResolvers['areas']> =>
  async (_, args, context) => {
    const { tenant } = loaders(context);
    const page = readPage(args, AREAS);
    const after = page.after === undefined ? undefined : areaOfId(tenant, page.after);
    const [rows, count] = await Promise.all([
      areaPage(store, tenant, { limit: page.first + 1, after }),
      areaCount(store, tenant),
    ]);
    return connectionOf(rows, page, count, areaIdOf);
  };
