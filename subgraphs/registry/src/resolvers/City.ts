import { connectionOf, readPage } from '@citywatt/subgraph-server/connection';
import type { CityClock, CityResolvers } from '../generated/resolver-types.generated.ts';
import type { FollowedHistory } from '../history/followed-history.ts';
import { cityIdOf, cityOfId } from './ids.ts';
import type { LoadersOfRequest } from './registry-loaders.ts';

const DISTRICTS = 100;

export const cityResolvers = (loaders: LoadersOfRequest, history: FollowedHistory): CityResolvers => ({
  async __resolveReference({ id }, context) {
    const { tenant, city } = loaders(context);
    const slug = cityOfId(tenant, id);
    return slug === undefined ? null : ((await city.load({ city: slug })) ?? null);
  },
  id: cityIdOf,
  slug: (row) => row.city,
  clock: (row) => row.clock.toUpperCase() as CityClock,
  areaKm2: async (row, _, context) => (await loaders(context).cityTotals.load(row))?.areaKm2 ?? null,
  sensorCount: async (row, _, context) => (await loaders(context).cityTotals.load(row))?.sensorCount ?? 0,
  async districts(row, args, context) {
    const { cityTotals, districtPage } = loaders(context);
    const page = readPage(args, DISTRICTS);
    const [rows, totals] = await Promise.all([
      districtPage({ limit: page.first + 1, after: page.after }).load(row),
      cityTotals.load(row),
    ]);
    return connectionOf(rows, page, totals?.districtCount ?? 0, (district) => district.district);
  },
  historyFill(row, _, context) {
    context.cache.volatile();
    const fill = history.fillOf(loaders(context).tenant, row.city);
    if (!fill) return null;
    const { from, to, filledFrom } = fill;
    const progress = to > from ? (to - filledFrom) / (to - from) : 1;
    return {
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      filledFrom: new Date(filledFrom).toISOString(),
      complete: filledFrom <= from,
      progress: Math.min(1, Math.max(0, progress)),
    };
  },
});
