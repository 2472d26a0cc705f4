import type { TenantId } from '@citywatt/reading-stream/identity';
import { sql } from 'kysely';
import type { RegistryStore } from './connection.ts';

/** A city, or (with a district) one of its districts, as far as it is published. */
export interface AreaRow {
  readonly tenant: string;
  readonly city: string;
  /** Empty for a city. */
  readonly district: string;
  readonly name: string;
  readonly timeZone: string;
  readonly population: number | null;
  readonly areaKm2: number | null;
}

export interface AreaKey {
  readonly city: string;
  readonly district: string;
}

const areasOf = (tenant: TenantId) => sql`
  SELECT c.tenant, c.city, '' AS district, c.name, c.time_zone AS "timeZone", c.population,
    (SELECT CASE WHEN bool_and(d.area_km2 IS NOT NULL) THEN round(sum(d.area_km2)::numeric, 3)::float8 END
      FROM districts d WHERE d.tenant = c.tenant AND d.city = c.city) AS "areaKm2"
  FROM cities c WHERE c.tenant = ${tenant}
  UNION ALL
  SELECT d.tenant, d.city, d.district, d.name, c.time_zone, d.population, d.area_km2
  FROM districts d JOIN cities c ON c.tenant = d.tenant AND c.city = d.city
  WHERE d.tenant = ${tenant}`;

/** The first `limit` areas behind `after`: each city before its districts. */
export async function areaPage(
  store: RegistryStore,
  tenant: TenantId,
  page: { readonly limit: number; readonly after: AreaKey | undefined },
): Promise<AreaRow[]> {
  const { city, district } = page.after ?? { city: '', district: '' };
  const { rows } = await sql<AreaRow>`
    SELECT * FROM (${areasOf(tenant)}) areas
    WHERE (city COLLATE "C", district COLLATE "C") > (${city}, ${district})
    ORDER BY city COLLATE "C", district COLLATE "C" LIMIT ${page.limit}`.execute(store);
  return rows;
}

export async function areaCount(store: RegistryStore, tenant: TenantId): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(*)::int AS count FROM (${areasOf(tenant)}) areas`.execute(store);
  return rows[0]!.count;
}

export async function areasByKey(
  store: RegistryStore,
  tenant: TenantId,
  keys: readonly AreaKey[],
): Promise<AreaRow[]> {
  const cities = keys.map((key) => key.city);
  const districts = keys.map((key) => key.district);
  const { rows } = await sql<AreaRow>`
    SELECT * FROM (${areasOf(tenant)}) areas
    WHERE (city, district) IN (SELECT * FROM unnest(${cities}::text[], ${districts}::text[]))`.execute(store);
  return rows;
}
