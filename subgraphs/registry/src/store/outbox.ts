import type { DistrictKey, TenantId } from '@citywatt/reading-stream/identity';
import type { RegistryStore } from './connection.ts';

/** Districts with a change that is not yet published, of every tenant. */
export const waitingDistricts = (store: RegistryStore): Promise<DistrictKey[]> =>
  store
    .selectFrom('directory_outbox')
    .select(['tenant', 'city', 'district'])
    .distinct()
    .$narrowType<DistrictKey>()
    .execute();

/** Within the transaction of the change. */
export const enqueueDirectory = (
  transaction: RegistryStore,
  tenant: TenantId,
  line: { readonly city: string; readonly district: string; readonly revision: number },
) =>
  transaction
    .insertInto('directory_outbox')
    .values({ tenant, ...line })
    .execute();

/** A directory is published whole, so one revision settles those before it. */
export const settleDirectory = (
  store: RegistryStore,
  tenant: TenantId,
  line: { readonly city: string; readonly district: string; readonly revision: number },
) =>
  store
    .deleteFrom('directory_outbox')
    .where('tenant', '=', tenant)
    .where('city', '=', line.city)
    .where('district', '=', line.district)
    .where('revision', '<=', line.revision)
    .execute();
