import { consumptionSpec, type RegisterSpec } from '@citywatt/consumption-windows/register-spec';
import { createWindowCalendar } from '@citywatt/measurement-store/windows';
import type { SensorDirectory } from '@citywatt/sensor-directory/directory-store';
import type { CityPlace, DistrictPlace } from './mappers.ts';

/** The registers of a district's sensors that carry consumption. */
export interface CountingRegisters {
  /** Numbers of all sensors, in order. */
  readonly sensors: readonly number[];
  readonly specs: readonly RegisterSpec[];
  specOf(number: number): RegisterSpec | undefined;
}

export interface Places {
  city(tenant: string, city: string): CityPlace | undefined;
  hasSensor(tenant: string, city: string, district: string, number: number): boolean;
  registers(place: DistrictPlace): CountingRegisters;
}

/** Cities as the sensor directory has them now; made anew only after a change. */
export function placesOf(
  directory: Pick<SensorDirectory, 'districts' | 'districtByKey' | 'onChange'>,
): Places & { stop(): void } {
  let cities: Map<string, CityPlace> | undefined;
  const stop = directory.onChange(() => {
    cities = undefined;
  });
  const all = () => {
    cities ??= new Map(
      [...Map.groupBy(directory.districts(), ({ tenant, city }) => `${tenant}/${city}`)].map(
        ([key, districts]) => {
          const { tenant, city, clock, timeZone } = districts[0]!;
          const calendar = createWindowCalendar(timeZone);
          return [key, { tenant, city, clock, calendar, districts: districts.map((held) => held.district) }];
        },
      ),
    );
    return cities;
  };
  return {
    city: (tenant, city) => all().get(`${tenant}/${city}`),
    hasSensor(tenant, city, district, number) {
      const sensors = directory.districtByKey({ tenant, city, district })?.sensors ?? [];
      // Numbers begin at 0 and are never reused, so a sensor nearly always stands at its own.
      return sensors[number]?.number === number || sensors.some((sensor) => sensor.number === number);
    },
    registers({ city: { tenant, city }, district }) {
      const held = directory.districtByKey({ tenant, city, district });
      const specOfSet = (held?.registerSets ?? []).map(consumptionSpec);
      const specs = new Map(
        (held?.sensors ?? []).map((sensor) => [sensor.number, specOfSet[sensor.registerSet]]),
      );
      return {
        sensors: [...specs.keys()].sort((a, b) => a - b),
        specs: specOfSet.filter((spec) => spec !== undefined),
        specOf: (number) => specs.get(number),
      };
    },
    stop,
  };
}
