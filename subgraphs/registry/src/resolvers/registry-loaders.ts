import { type TenantId, tenantId } from '@citywatt/reading-stream/identity';
import { perRequest } from '@citywatt/subgraph-server/context';
import { type AreaKey, areasByKey } from '../store/areas.ts';
import { citiesBySlug, cityTotals } from '../store/cities.ts';
import type { RegistryStore } from '../store/connection.ts';
import { type DistrictPlace, districtPages, districtsByKey, districtTotals } from '../store/districts.ts';
import {
  type SensorFilter,
  type SensorPlace,
  sensorCounts,
  sensorPages,
  sensorsByKey,
} from '../store/sensors.ts';
import { byArguments, rowLoader, rowsLoader } from './batch-loader.ts';

/** Names all that the registry holds of a tenant, for whoever keeps its answers. */
export const registryTag = (tenant: string) => `registry:${tenant}`;

interface CityPlace {
  readonly city: string;
}

const cityText = ({ city }: CityPlace) => city;
const districtText = ({ city, district }: DistrictPlace) => `${city}/${district}`;
const sensorText = ({ city, district, number }: SensorPlace) => `${city}/${district}/${number}`;
const slugs = (keys: readonly CityPlace[]) => keys.map(cityText);

/** All that a request of this tenant can ask of the store, each as one query however many ask. */
const loadersOf = (store: RegistryStore, tenant: TenantId) => ({
  tenant,
  city: rowLoader((keys: readonly CityPlace[]) => citiesBySlug(store, tenant, slugs(keys)), cityText),
  cityTotals: rowLoader((keys: readonly CityPlace[]) => cityTotals(store, tenant, slugs(keys)), cityText),
  district: rowLoader((keys: readonly DistrictPlace[]) => districtsByKey(store, tenant, keys), districtText),
  area: rowLoader((keys: readonly AreaKey[]) => areasByKey(store, tenant, keys), districtText),
  districtTotals: rowLoader(
    (keys: readonly DistrictPlace[]) => districtTotals(store, tenant, keys),
    districtText,
  ),
  sensor: rowLoader((keys: readonly SensorPlace[]) => sensorsByKey(store, tenant, keys), sensorText),
  districtPage: byArguments((page: { readonly limit: number; readonly after: string | undefined }) =>
    rowsLoader((keys: readonly CityPlace[]) => districtPages(store, tenant, slugs(keys), page), cityText),
  ),
  sensorPage: byArguments(
    (page: { readonly limit: number; readonly after: number; readonly filter: SensorFilter }) =>
      rowsLoader((keys: readonly DistrictPlace[]) => sensorPages(store, tenant, keys, page), districtText),
  ),
  sensorCount: byArguments((filter: SensorFilter) =>
    rowLoader((keys: readonly DistrictPlace[]) => sensorCounts(store, tenant, keys, filter), districtText),
  ),
});

/** Of one request and its tenant: what they have read must not outlive the one nor be seen by another. */
export const registryLoaders = (store: RegistryStore) =>
  perRequest(({ principal, cache }) => {
    cache.tag(registryTag(principal.tenant));
    return loadersOf(store, tenantId(principal.tenant));
  });

export type LoadersOfRequest = ReturnType<typeof registryLoaders>;
