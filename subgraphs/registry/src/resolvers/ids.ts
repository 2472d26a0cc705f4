import { globalId, readGlobalId } from '@citywatt/subgraph-server/global-id';
import type { AreaKey } from '../store/areas.ts';
import type { DistrictPlace } from '../store/districts.ts';
import type { SensorPlace } from '../store/sensors.ts';

export const cityIdOf = (row: { tenant: string; city: string }) => globalId('City', [row.tenant, row.city]);
export const districtIdOf = (row: DistrictPlace & { tenant: string }) =>
  globalId('District', [row.tenant, row.city, row.district]);
export const sensorIdOf = (row: SensorPlace & { tenant: string }) =>
  globalId('Sensor', [row.tenant, row.city, row.district, String(row.number)]);

/** What an id names, if it is one of this tenant: that of another names nothing. */
function placeOf(type: string, count: number, tenant: string, id: string): readonly string[] | undefined {
  const parts = readGlobalId(type, count, id);
  return parts?.[0] === tenant ? parts : undefined;
}

export const areaIdOf = ({ tenant, city, district }: AreaKey & { tenant: string }) =>
  globalId('Area', district === '' ? [tenant, city] : [tenant, city, district]);

/** Two parts name a city, three one of its districts. */
export function areaOfId(tenant: string, id: string): AreaKey | undefined {
  const parts = placeOf('Area', 2, tenant, id) ?? placeOf('Area', 3, tenant, id);
  return parts && { city: parts[1]!, district: parts[2] ?? '' };
}

export const cityOfId = (tenant: string, id: string): string | undefined =>
  placeOf('City', 2, tenant, id)?.[1];

export function districtOfId(tenant: string, id: string): DistrictPlace | undefined {
  const parts = placeOf('District', 3, tenant, id);
  return parts && { city: parts[1]!, district: parts[2]! };
}

export function sensorOfId(tenant: string, id: string): SensorPlace | undefined {
  const parts = placeOf('Sensor', 4, tenant, id);
  if (!parts || !/^\d{1,9}$/.test(parts[3]!)) return undefined;
  return { city: parts[1]!, district: parts[2]!, number: Number(parts[3]) };
}
