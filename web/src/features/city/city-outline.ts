import type { CityOutlineQuery } from '../../generated/graphql.ts';

export type CityOutline = NonNullable<CityOutlineQuery['city']>;
export type DistrictOutline = CityOutline['districts']['nodes'][number];
