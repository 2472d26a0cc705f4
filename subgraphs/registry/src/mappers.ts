import type { Register } from '@citywatt/sensor-directory/directory';
import type { AreaRow } from './store/areas.ts';
import type { CityRow } from './store/cities.ts';
import type { DistrictRow } from './store/districts.ts';
import type { SensorRow } from './store/sensors.ts';

/** What resolvers of each type get: rows of the store, whose further fields are fetched when they are asked for. */
export type AreaMapper = AreaRow;
export type CityMapper = CityRow;
export type DistrictMapper = DistrictRow;
export type SensorMapper = SensorRow;
export type RegisterMapper = Register;
