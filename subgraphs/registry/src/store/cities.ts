import type { TenantId } from '@citywatt/reading-stream/identity';
import type { CityClock } from '@citywatt/sensor-directory/directory';
import { sql } from 'kysely';
import type { RegistryStore } from './connection.ts';

export interface CityRow {
  readonly tenant: string;
  readonly city: string;
  readonly name: string;
  readonly timeZone: string;
  readonly clock: CityClock;
  readonly countryCode: string | null;
  readonly population: number | null;
}

export interface CityTotals {
  readonly city: string;
  /** Null when that of a district is unknown. */
  readonly areaKm2: number | null;
  readonly districtCount: number;
  readonly sensorCount: number;
}

const ofTenant = (store: RegistryStore, tenant: TenantId) =>
  store
    .selectFrom('cities')
    .where('tenant', '=', tenant)
    .select(['tenant', 'city', 'name', 'time_zone as timeZone', 'clock', 'country_code as countryCode'])
    .select('population')
    .orderBy('city');

export const allCities = (store: RegistryStore, tenant: TenantId): Promise<CityRow[]> =>
  ofTenant(store, tenant).execute();

export const citiesBySlug = (
  store: RegistryStore,
  tenant: TenantId,
  cities: readonly string[],
): Promise<CityRow[]> => ofTenant(store, tenant).where('city', 'in', cities).execute();

export async function cityTotals(
  store: RegistryStore,
  tenant: TenantId,
  cities: readonly string[],
): Promise<CityTotals[]> {
  const { rows } = await sql<CityTotals>`
    SELECT d.city,
      CASE WHEN bool_and(d.area_km2 IS NOT NULL) THEN round(sum(d.area_km2)::numeric, 3)::float8 END AS "areaKm2",
      count(*)::int AS "districtCount",
      (SELECT count(*)::int FROM sensors s
        WHERE s.tenant = ${tenant} AND s.city = d.city AND s.active) AS "sensorCount"
    FROM districts d
    WHERE d.tenant = ${tenant} AND d.city = ANY(${cities}::text[])
    GROUP BY d.city`.execute(store);
  return rows;
}
