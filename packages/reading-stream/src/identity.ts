declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type TenantId = Branded<'TenantId'>;
export type CityId = Branded<'CityId'>;
export type DistrictId = Branded<'DistrictId'>;

/** The tenant that exists from the first start on. */
export const DEMO_TENANT = 'demo' as TenantId;

const SLUG = /^[a-z0-9-]{1,40}$/;

export class InvalidSlugError extends Error {
  readonly code = 'INVALID_SLUG';
  constructor(kind: string, value: string) {
    super(`${kind} ${JSON.stringify(value)} is not a slug: 1 to 40 of a-z, 0-9 and "-"`);
  }
}

function slug<Id extends string>(kind: string, value: string): Id {
  if (!SLUG.test(value)) throw new InvalidSlugError(kind, value);
  return value as Id;
}

export const tenantId = (value: string) => slug<TenantId>('tenant', value);
export const cityId = (value: string) => slug<CityId>('city', value);
export const districtId = (value: string) => slug<DistrictId>('district', value);

/** One district of one city of one tenant. */
export interface DistrictKey {
  readonly tenant: TenantId;
  readonly city: CityId;
  readonly district: DistrictId;
}

/** `demo/lisbon/1150`; a city actor's key has an empty district. */
export const districtKeyText = (key: { tenant: string; city: string; district: string }) =>
  `${key.tenant}/${key.city}/${key.district}`;
