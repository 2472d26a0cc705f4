import type { TenantId } from '@citywatt/reading-stream/identity';
import type { Register } from '@citywatt/sensor-directory/directory';
import type { ProvisionRequest } from '@citywatt/sensor-directory/provision';
import { sql } from 'kysely';
import type { RegistryStore } from './connection.ts';
import type { DistrictPlace } from './districts.ts';

export type WantedSensor = ProvisionRequest['districts'][number]['sensors'][number];

/** The name is taken: a reading that names it would belong to two districts. */
export class SensorElsewhereError extends Error {
  readonly code = 'SENSOR_ELSEWHERE';
  constructor(sensor: string, place: DistrictPlace) {
    const where = `${place.city}/${place.district}`;
    super(`sensor ${JSON.stringify(sensor)} is active in ${where}; a name is unique in its tenant`);
  }
}

/**
 * Those of the wanted sensors that the district does not hold, active or not.
 * @throws {SensorElsewhereError} another district holds one of them as active.
 */
export async function sensorsNotThere(
  transaction: RegistryStore,
  tenant: TenantId,
  place: DistrictPlace,
  wanted: readonly WantedSensor[],
): Promise<WantedSensor[]> {
  if (wanted.length === 0) return [];
  const { rows } = await sql<DistrictPlace & { name: string; active: boolean }>`
    SELECT city, district, name, active FROM sensors
    WHERE tenant = ${tenant} AND name = ANY(${wanted.map((sensor) => sensor.name)}::text[])
  `.execute(transaction);
  const here = new Set<string>();
  const elsewhere = new Map<string, DistrictPlace>();
  for (const row of rows) {
    if (row.city === place.city && row.district === place.district) here.add(row.name);
    else if (row.active) elsewhere.set(row.name, row);
  }
  const missing = wanted.filter((sensor) => !here.has(sensor.name));
  for (const { name } of missing) {
    const other = elsewhere.get(name);
    if (other) throw new SensorElsewhereError(name, other);
  }
  return missing;
}

/** @param firstNumber taken from the district's counter: a number that was given once is never given again. */
export async function insertSensors(
  transaction: RegistryStore,
  tenant: TenantId,
  place: DistrictPlace,
  sensors: readonly WantedSensor[],
  firstNumber: number,
): Promise<void> {
  if (sensors.length === 0) return;
  const sets = await registerSetsFor(transaction, tenant, place, sensors);
  // By column, so that 20,000 sensors are eight parameters and not 160,000.
  await sql`
    INSERT INTO sensors (tenant, city, district, number, name, register_set, customer_class, delivery_points,
      latitude, longitude)
    SELECT ${tenant}, ${place.city}, ${place.district}, * FROM unnest(
      ${sensors.map((_, i) => firstNumber + i)}::int[],
      ${sensors.map((sensor) => sensor.name)}::text[],
      ${sensors.map((sensor) => sets.get(textOf(sensor.registers))!)}::int[],
      ${sensors.map((sensor) => sensor.customerClass)}::text[],
      ${sensors.map((sensor) => sensor.deliveryPoints)}::int[],
      ${sensors.map((sensor) => sensor.location?.latitude ?? null)}::float8[],
      ${sensors.map((sensor) => sensor.location?.longitude ?? null)}::float8[])
  `.execute(transaction);
}

/** The district's sets by their text; those that are missing are added behind the others. */
async function registerSetsFor(
  transaction: RegistryStore,
  tenant: TenantId,
  place: DistrictPlace,
  sensors: readonly WantedSensor[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await transaction
    .selectFrom('register_sets')
    .where('tenant', '=', tenant)
    .where('city', '=', place.city)
    .where('district', '=', place.district)
    .select(['register_set', 'registers'])
    .execute();
  const sets = new Map(rows.map((row) => [textOf(row.registers), row.register_set]));
  const added = [];
  for (const { registers } of sensors) {
    const text = textOf(registers);
    if (sets.has(text)) continue;
    sets.set(text, sets.size);
    added.push({ tenant, ...place, register_set: sets.size - 1, registers: text });
  }
  if (added.length > 0) await transaction.insertInto('register_sets').values(added).execute();
  return sets;
}

/** The same for the same registers, whatever order of fields a caller or the store uses. */
const textOf = (registers: readonly Register[]) =>
  JSON.stringify(
    registers.map(({ code, kind, intervalMs, rolloverMilliwattHours, maximumWatts }) => ({
      code,
      kind,
      intervalMs,
      rolloverMilliwattHours,
      maximumWatts,
    })),
  );
