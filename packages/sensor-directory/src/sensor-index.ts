import { districtKeyText } from '@citywatt/reading-stream/identity';
import type { DistrictDirectory, Sensor } from './directory.ts';
import { districtHolding } from './district-outline.ts';

/** A sensor and the directory, at its present revision, that holds it. */
export interface LocatedSensor {
  readonly directory: DistrictDirectory;
  readonly sensor: Sensor;
}

interface Tenant {
  readonly districts: Map<string, DistrictDirectory>;
  /** By name; a sensor that has moved stands in both districts, active in one. */
  readonly sensors: Map<string, readonly LocatedSensor[]>;
  sorted: readonly DistrictDirectory[];
}

/** The directories of all districts in memory; a lower revision than the one held is ignored. */
export class SensorIndex {
  #tenants = new Map<string, Tenant>();

  /** @returns the directory that was replaced, or `ignored`. */
  put(directory: DistrictDirectory): { readonly ignored: boolean; readonly previous?: DistrictDirectory } {
    const tenant = this.#tenantOf(directory.tenant);
    const key = districtKeyText(directory);
    const previous = tenant.districts.get(key);
    if (previous && previous.revision >= directory.revision) return { ignored: true };
    if (previous) this.#forgetSensors(tenant, previous);
    tenant.districts.set(key, directory);
    for (const sensor of directory.sensors) {
      const others = tenant.sensors.get(sensor.name);
      const located = { directory, sensor };
      // The active one first: it is where a reading that names no district belongs.
      if (!others) tenant.sensors.set(sensor.name, [located]);
      else tenant.sensors.set(sensor.name, sensor.active ? [located, ...others] : [...others, located]);
    }
    this.#sort(tenant);
    return previous ? { ignored: false, previous } : { ignored: false };
  }

  remove(key: { tenant: string; city: string; district: string }): DistrictDirectory | undefined {
    const tenant = this.#tenantOf(key.tenant);
    const previous = tenant.districts.get(districtKeyText(key));
    if (!previous) return undefined;
    this.#forgetSensors(tenant, previous);
    tenant.districts.delete(districtKeyText(key));
    this.#sort(tenant);
    return previous;
  }

  /** All districts of all tenants. */
  districts(): readonly DistrictDirectory[] {
    return [...this.#tenants.values()].flatMap((tenant) => tenant.sorted);
  }

  districtByKey(key: { tenant: string; city: string; district: string }): DistrictDirectory | undefined {
    return this.#tenants.get(key.tenant)?.districts.get(districtKeyText(key));
  }

  /** Sensors of this name, the active ones first; several only where two districts hold the name. */
  sensorsByName(tenant: string, name: string): readonly LocatedSensor[] {
    return this.#tenants.get(tenant)?.sensors.get(name) ?? [];
  }

  sensorByName(tenant: string, name: string): LocatedSensor | undefined {
    return this.#tenants.get(tenant)?.sensors.get(name)?.[0];
  }

  /** Degrees, WGS 84. Of cities that overlap the one first in the alphabet has the point. */
  districtAt(tenant: string, latitude: number, longitude: number): DistrictDirectory | undefined {
    return districtHolding(this.#tenants.get(tenant)?.sorted ?? [], latitude, longitude);
  }

  #tenantOf(name: string): Tenant {
    const known = this.#tenants.get(name);
    if (known) return known;
    const tenant: Tenant = { districts: new Map(), sensors: new Map(), sorted: [] };
    this.#tenants.set(name, tenant);
    return tenant;
  }

  #forgetSensors(tenant: Tenant, directory: DistrictDirectory) {
    for (const { name } of directory.sensors) {
      const others = (tenant.sensors.get(name) ?? []).filter((located) => located.directory !== directory);
      if (others.length === 0) tenant.sensors.delete(name);
      else tenant.sensors.set(name, others);
    }
  }

  #sort(tenant: Tenant) {
    tenant.sorted = [...tenant.districts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, directory]) => directory);
  }
}
