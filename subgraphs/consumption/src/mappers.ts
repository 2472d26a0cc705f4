import type { WindowCalendar } from '@citywatt/measurement-store/windows';
import type { CityClock } from '@citywatt/sensor-directory/directory';

/** A city as its directories describe it. */
export interface CityPlace {
  readonly tenant: string;
  readonly city: string;
  readonly clock: CityClock;
  readonly calendar: WindowCalendar;
  readonly districts: readonly string[];
}

export interface DistrictPlace {
  readonly city: CityPlace;
  readonly district: string;
}

export interface SensorPlace extends DistrictPlace {
  readonly number: number;
}

/** What resolvers of each type get: the place that an id of the principal's tenant names. */
export type CityMapper = CityPlace;
export type DistrictMapper = DistrictPlace;
export type SensorMapper = SensorPlace;
