import type { CityClock, CustomerClass, Register } from '@citywatt/sensor-directory/directory';
import type { ColumnType, Generated } from 'kysely';

/** Read as what it is, written as JSON text: the driver would make an array of PostgreSQL's own of it. */
type Json<Value> = ColumnType<Value, string, string>;

export interface RegistryTables {
  cities: {
    tenant: string;
    city: string;
    name: string;
    time_zone: string;
    clock: CityClock;
    country_code: string | null;
    population: number | null;
  };
  districts: {
    tenant: string;
    city: string;
    district: string;
    name: string;
    population: number | null;
    area_km2: number | null;
    boundary: Json<readonly (readonly [number, number])[]>;
    revision: number;
    next_sensor_number: Generated<number>;
  };
  register_sets: {
    tenant: string;
    city: string;
    district: string;
    register_set: number;
    registers: Json<readonly Register[]>;
  };
  sensors: {
    tenant: string;
    city: string;
    district: string;
    number: number;
    name: string;
    register_set: number;
    customer_class: CustomerClass;
    delivery_points: number;
    active: Generated<boolean>;
    latitude: number | null;
    longitude: number | null;
  };
  directory_outbox: { tenant: string; city: string; district: string; revision: number };
}
