import { mayAccess } from '@citywatt/access-policy/policy';
import type { Principal, Scope } from '@citywatt/access-policy/principal';
import { globalId, readGlobalId } from '@citywatt/subgraph-server/global-id';
import { GraphQLError } from 'graphql';
import type { AreaPlace, CityPlace, DistrictPlace, SensorPlace } from '../mappers.ts';
import type { Places } from '../places.ts';

export const cityIdOf = ({ tenant, city }: CityPlace) => globalId('City', [tenant, city]);
export const districtIdOf = ({ city, district }: DistrictPlace) =>
  globalId('District', [city.tenant, city.city, district]);
export const sensorIdOf = ({ city, district, number }: SensorPlace) =>
  globalId('Sensor', [city.tenant, city.city, district, String(number)]);

export const areaIdOf = ({ city, district }: AreaPlace) =>
  globalId('Area', district === undefined ? [city.tenant, city.city] : [city.tenant, city.city, district]);

/** The parts of an id that this principal may reach; what is another tenant's is not there. */
function partsOf(type: string, count: number, id: string, principal: Principal, scope: Scope) {
  const parts = readGlobalId(type, count, id);
  return parts && mayAccess(principal, { tenant: parts[0], scope }).allowed ? parts : undefined;
}

export function cityOfId(places: Places, principal: Principal, id: string): CityPlace | undefined {
  const parts = partsOf('City', 2, id, principal, 'city:read');
  return parts && places.city(parts[0], parts[1]!);
}

/** Two parts name a city, three one of its districts. */
export function areaOfId(places: Places, principal: Principal, id: string): AreaPlace | undefined {
  const ofCity = partsOf('Area', 2, id, principal, 'areas:read');
  const parts = ofCity ?? partsOf('Area', 3, id, principal, 'areas:read');
  const city = parts && places.city(parts[0], parts[1]!);
  const district = parts?.[2];
  if (!city || (district !== undefined && !city.districts.includes(district))) return undefined;
  return { city, district };
}

export function districtOfId(places: Places, principal: Principal, id: string): DistrictPlace | undefined {
  const parts = partsOf('District', 3, id, principal, 'city:read');
  const city = parts && places.city(parts[0], parts[1]!);
  const district = parts?.[2];
  return city && district !== undefined && city.districts.includes(district) ? { city, district } : undefined;
}

export function sensorOfId(places: Places, principal: Principal, id: string): SensorPlace | undefined {
  const parts = partsOf('Sensor', 4, id, principal, 'sensors:read');
  if (!parts || !/^\d{1,9}$/.test(parts[3]!)) return undefined;
  const [tenant, cityName, district] = parts as unknown as [string, string, string];
  const number = Number(parts[3]);
  const city = places.city(tenant, cityName);
  if (!city || !places.hasSensor(tenant, cityName, district, number)) return undefined;
  return { city, district, number };
}

export const notFound = (argument: string, id: string) =>
  new GraphQLError(`${argument} ${JSON.stringify(id)} names nothing`, { extensions: { code: 'NOT_FOUND' } });
