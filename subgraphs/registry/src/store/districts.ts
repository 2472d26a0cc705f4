import type { TenantId } from '@citywatt/reading-stream/identity';
import { sql } from 'kysely';
import type { RegistryStore } from './connection.ts';

export interface DistrictPlace {
  readonly city: string;
  readonly district: string;
}

export interface DistrictRow extends DistrictPlace {
  readonly tenant: string;
  readonly name: string;
  readonly population: number | null;
  readonly areaKm2: number | null;
  readonly boundary: readonly (readonly [number, number])[];
}

export interface DistrictTotals extends DistrictPlace {
  readonly sensorCount: number;
  readonly deliveryPoints: number;
}

const ofTenant = (store: RegistryStore, tenant: TenantId) =>
  store
    .selectFrom('districts')
    .where('tenant', '=', tenant)
    .select(['tenant', 'city', 'district', 'name', 'population', 'area_km2 as areaKm2', 'boundary']);

export const districtsByKey = (
  store: RegistryStore,
  tenant: TenantId,
  keys: readonly DistrictPlace[],
): Promise<DistrictRow[]> =>
  ofTenant(store, tenant)
    .where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple('city', 'district'),
        'in',
        keys.map((key) => tuple(key.city, key.district)),
      ),
    )
    .execute();

/** The first `limit` districts behind the slug `after` of each city, in the order of their slugs. */
export async function districtPages(
  store: RegistryStore,
  tenant: TenantId,
  cities: readonly string[],
  page: { readonly limit: number; readonly after: string | undefined },
): Promise<DistrictRow[]> {
  const { rows } = await sql<DistrictRow>`
    SELECT d.* FROM unnest(${cities}::text[]) AS wanted (city)
    CROSS JOIN LATERAL (
      SELECT tenant, city, district, name, population, area_km2 AS "areaKm2", boundary
      FROM districts
      WHERE tenant = ${tenant} AND city = wanted.city AND district COLLATE "C" > ${page.after ?? ''}
      ORDER BY district COLLATE "C" LIMIT ${page.limit}
    ) d ORDER BY d.city, d.district COLLATE "C"`.execute(store);
  return rows;
}

/** A district without sensors has no row. */
export const districtTotals = (
  store: RegistryStore,
  tenant: TenantId,
  keys: readonly DistrictPlace[],
): Promise<DistrictTotals[]> =>
  store
    .selectFrom('sensors')
    .where('tenant', '=', tenant)
    .where('active', '=', true)
    .where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple('city', 'district'),
        'in',
        keys.map((key) => tuple(key.city, key.district)),
      ),
    )
    .groupBy(['city', 'district'])
    .select(['city', 'district', sql<number>`count(*)::int`.as('sensorCount')])
    .select(sql<number>`sum(delivery_points)::int`.as('deliveryPoints'))
    .execute();
