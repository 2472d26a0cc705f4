import type { TenantId } from '@citywatt/reading-stream/identity';
import type { ProvisionRequest } from '@citywatt/sensor-directory/provision';
import { sql } from 'kysely';
import type { RegistryStore } from './connection.ts';
import type { DistrictPlace } from './districts.ts';
import { insertSensors, sensorsNotThere } from './new-sensors.ts';
import { enqueueDirectory } from './outbox.ts';

type WantedDistrict = ProvisionRequest['districts'][number];

/**
 * Makes what does not exist yet, all or nothing, and resolves to the revision of each named district. What exists is
 * left as it is.
 * @throws {SensorElsewhereError}
 */
export async function provisionStore(
  store: RegistryStore,
  tenant: TenantId,
  request: ProvisionRequest,
): Promise<ReadonlyMap<string, number>> {
  return await store.transaction().execute(async (transaction) => {
    // One at a time in a tenant: two callers that name the same new sensors must not both make them.
    await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`provision ${tenant}`}, 0))`.execute(
      transaction,
    );
    await insertCity(transaction, tenant, request.city);
    const revisions = new Map<string, number>();
    for (const wanted of request.districts) {
      const place = { city: request.city.city, district: wanted.district };
      revisions.set(wanted.district, await provisionDistrict(transaction, tenant, place, wanted));
    }
    return revisions;
  });
}

const insertCity = (transaction: RegistryStore, tenant: TenantId, wanted: ProvisionRequest['city']) =>
  transaction
    .insertInto('cities')
    .values({
      tenant,
      city: wanted.city,
      name: wanted.name,
      time_zone: wanted.timeZone,
      clock: wanted.clock,
      country_code: wanted.countryCode ?? null,
      population: knownAmount(wanted.population),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();

async function provisionDistrict(
  transaction: RegistryStore,
  tenant: TenantId,
  place: DistrictPlace,
  wanted: WantedDistrict,
): Promise<number> {
  const made = await transaction
    .insertInto('districts')
    .values({
      tenant,
      ...place,
      name: wanted.name,
      population: knownAmount(wanted.population),
      area_km2: knownAmount(wanted.areaKm2),
      boundary: JSON.stringify(wanted.boundary ?? []),
      revision: 0,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('revision')
    .executeTakeFirst();
  const sensors = await sensorsNotThere(transaction, tenant, place, wanted.sensors);
  if (!made && sensors.length === 0) {
    const { revision } = await transaction
      .selectFrom('districts')
      .where('tenant', '=', tenant)
      .where('city', '=', place.city)
      .where('district', '=', place.district)
      .select('revision')
      .executeTakeFirstOrThrow();
    return revision;
  }
  const { revision, next } = await transaction
    .updateTable('districts')
    .where('tenant', '=', tenant)
    .where('city', '=', place.city)
    .where('district', '=', place.district)
    .set((eb) => ({
      revision: eb('revision', '+', 1),
      next_sensor_number: eb('next_sensor_number', '+', sensors.length),
    }))
    .returning(['revision', 'next_sensor_number as next'])
    .executeTakeFirstOrThrow();
  await insertSensors(transaction, tenant, place, sensors, next - sensors.length);
  await enqueueDirectory(transaction, tenant, { ...place, revision });
  return revision;
}

/** Nobody lives in an area of nothing: 0 is how a caller says that it does not know. */
const knownAmount = (amount: number | undefined) => amount || null;
