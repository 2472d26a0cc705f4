import type { QueryResolvers } from '../../generated/resolver-types.generated.ts';
import { allCities } from '../../store/cities.ts';
import type { RegistryStore } from '../../store/connection.ts';
import type { LoadersOfRequest } from '../registry-loaders.ts';

export const citiesQuery =
  (store: RegistryStore, loaders: LoadersOfRequest): NonNullable<QueryResolvers['cities']> =>
  (_, __, context) =>
    allCities(store, loaders(context).tenant);
