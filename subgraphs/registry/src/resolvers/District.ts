import type { CustomerClass } from '@citywatt/sensor-directory/directory';
import { connectionOf, readPage } from '@citywatt/subgraph-server/connection';
import { GraphQLError } from 'graphql';
import type { DistrictResolvers } from '../generated/resolver-types.generated.ts';
import { districtIdOf, districtOfId } from './ids.ts';
import { outlineCenter } from './outline-center.ts';
import type { LoadersOfRequest } from './registry-loaders.ts';

const SENSORS = 50;
const BEFORE_ALL = -1;

function numberAfter(after: string | undefined): number {
  if (after === undefined) return BEFORE_ALL;
  if (/^\d{1,9}$/.test(after)) return Number(after);
  throw new GraphQLError('after is not a cursor of this connection', {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}

export const districtResolvers = (loaders: LoadersOfRequest): DistrictResolvers => ({
  async __resolveReference({ id }, context) {
    const { tenant, district } = loaders(context);
    const place = districtOfId(tenant, id);
    return place ? ((await district.load(place)) ?? null) : null;
  },
  id: districtIdOf,
  slug: (row) => row.district,
  city: async (row, _, context) => (await loaders(context).city.load(row))!,
  boundary: (row) => row.boundary.map(([longitude, latitude]) => [longitude, latitude]),
  center: (row) => outlineCenter(row.boundary),
  sensorCount: async (row, _, context) => (await loaders(context).districtTotals.load(row))?.sensorCount ?? 0,
  deliveryPoints: async (row, _, context) =>
    (await loaders(context).districtTotals.load(row))?.deliveryPoints ?? 0,
  async sensors(row, args, context) {
    const { sensorPage, sensorCount } = loaders(context);
    const page = readPage(args, SENSORS);
    const filter = {
      nameContains: args.filter?.nameContains ?? undefined,
      customerClass: args.filter?.customerClass?.toLowerCase() as CustomerClass | undefined,
    };
    const after = numberAfter(page.after);
    const [rows, count] = await Promise.all([
      sensorPage({ limit: page.first + 1, after, filter }).load(row),
      sensorCount(filter).load(row),
    ]);
    return connectionOf(rows, page, count?.count ?? 0, (sensor) => String(sensor.number));
  },
});
