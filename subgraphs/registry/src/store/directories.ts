import type { DistrictKey, TenantId } from '@citywatt/reading-stream/identity';
import type { DistrictDirectory } from '@citywatt/sensor-directory/directory';
import type { RegistryStore } from './connection.ts';

/** A district as doors and actors know it, all of one moment. */
export async function readDirectory(
  store: RegistryStore,
  tenant: TenantId,
  key: Pick<DistrictKey, 'city' | 'district'>,
): Promise<DistrictDirectory | undefined> {
  return await store
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (moment) => {
      const district = await moment
        .selectFrom('districts as d')
        .innerJoin('cities as c', (join) =>
          join.onRef('c.tenant', '=', 'd.tenant').onRef('c.city', '=', 'd.city'),
        )
        .where('d.tenant', '=', tenant)
        .where('d.city', '=', key.city)
        .where('d.district', '=', key.district)
        .select(['d.tenant', 'd.city', 'd.district', 'd.revision', 'd.name'])
        .select(['c.time_zone as timeZone', 'c.clock', 'd.boundary', 'd.area_km2'])
        .executeTakeFirst();
      if (!district) return undefined;
      const sets = await moment
        .selectFrom('register_sets')
        .where('tenant', '=', tenant)
        .where('city', '=', key.city)
        .where('district', '=', key.district)
        .select('registers')
        .orderBy('register_set')
        .execute();
      const sensors = await moment
        .selectFrom('sensors')
        .where('tenant', '=', tenant)
        .where('city', '=', key.city)
        .where('district', '=', key.district)
        .select(['name', 'number', 'register_set as registerSet', 'customer_class as customerClass'])
        .select(['delivery_points as deliveryPoints', 'active'])
        .orderBy('number')
        .execute();
      const { area_km2, ...rest } = district;
      return { ...rest, areaKm2: area_km2 ?? 0, registerSets: sets.map((set) => set.registers), sensors };
    });
}

/** Of every tenant: for the relay alone, which serves them all. */
export const allDistrictKeys = (store: RegistryStore): Promise<DistrictKey[]> =>
  store
    .selectFrom('districts')
    .select(['tenant', 'city', 'district'])
    .orderBy('tenant')
    .orderBy('city')
    .orderBy('district')
    .$narrowType<DistrictKey>()
    .execute();
