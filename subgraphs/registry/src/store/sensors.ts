import type { TenantId } from '@citywatt/reading-stream/identity';
import type { CustomerClass, Register } from '@citywatt/sensor-directory/directory';
import { sql } from 'kysely';
import type { RegistryStore } from './connection.ts';
import type { DistrictPlace } from './districts.ts';

export interface SensorPlace extends DistrictPlace {
  readonly number: number;
}

export interface SensorRow extends SensorPlace {
  readonly tenant: string;
  readonly name: string;
  readonly customerClass: CustomerClass;
  readonly deliveryPoints: number;
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly registers: readonly Register[];
}

export interface SensorFilter {
  readonly nameContains: string | undefined;
  readonly customerClass: CustomerClass | undefined;
}

const COLUMNS = sql`s.tenant, s.city, s.district, s.number, s.name, s.customer_class AS "customerClass",
  s.delivery_points AS "deliveryPoints", s.latitude, s.longitude, r.registers`;
const WITH_REGISTERS = sql`sensors s JOIN register_sets r USING (tenant, city, district, register_set)`;

export async function sensorsByKey(
  store: RegistryStore,
  tenant: TenantId,
  keys: readonly SensorPlace[],
): Promise<SensorRow[]> {
  const { rows } = await sql<SensorRow>`
    SELECT ${COLUMNS} FROM ${WITH_REGISTERS}
    JOIN unnest(${keys.map((key) => key.city)}::text[], ${keys.map((key) => key.district)}::text[],
      ${keys.map((key) => key.number)}::int[]) AS wanted (city, district, number)
      ON s.city = wanted.city AND s.district = wanted.district AND s.number = wanted.number
    WHERE s.tenant = ${tenant}`.execute(store);
  return rows;
}

const matches = (tenant: TenantId, filter: SensorFilter) => sql`
  s.tenant = ${tenant} AND s.city = wanted.city AND s.district = wanted.district AND s.active
  AND (${filter.customerClass ?? null}::text IS NULL OR s.customer_class = ${filter.customerClass ?? null})
  AND strpos(s.name, ${filter.nameContains ?? ''}) > 0`;

const wanted = (keys: readonly DistrictPlace[]) => sql`
  unnest(${keys.map((key) => key.city)}::text[], ${keys.map((key) => key.district)}::text[])
    AS wanted (city, district)`;

/** The first `limit` active sensors behind the number `after` of each district, in the order of their numbers. */
export async function sensorPages(
  store: RegistryStore,
  tenant: TenantId,
  keys: readonly DistrictPlace[],
  page: { readonly limit: number; readonly after: number; readonly filter: SensorFilter },
): Promise<SensorRow[]> {
  const { rows } = await sql<SensorRow>`
    SELECT found.* FROM ${wanted(keys)}
    CROSS JOIN LATERAL (
      SELECT ${COLUMNS} FROM ${WITH_REGISTERS}
      WHERE ${matches(tenant, page.filter)} AND s.number > ${page.after}
      ORDER BY s.number LIMIT ${page.limit}
    ) found ORDER BY found.city, found.district, found.number`.execute(store);
  return rows;
}

export async function sensorCounts(
  store: RegistryStore,
  tenant: TenantId,
  keys: readonly DistrictPlace[],
  filter: SensorFilter,
): Promise<(DistrictPlace & { readonly count: number })[]> {
  const { rows } = await sql<DistrictPlace & { count: number }>`
    SELECT wanted.city, wanted.district, count(*)::int AS count
    FROM ${wanted(keys)} JOIN sensors s ON ${matches(tenant, filter)}
    GROUP BY wanted.city, wanted.district`.execute(store);
  return rows;
}
