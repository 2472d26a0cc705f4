import type { SensorLineage } from '@citywatt/consumption-windows/lineage';
import type { Resolution } from '@citywatt/measurement-store/rows';
import type { SensorPart } from '@citywatt/measurement-store/sensor-parts';
import type { SeriesWindow } from '@citywatt/measurement-store/series';
import type { WindowCalendar } from '@citywatt/measurement-store/windows';
import type { HeldQuestion } from '@citywatt/reading-stream/held-list';
import type { HeldStream } from '@citywatt/reading-stream/stored-messages';
import type { CityClock } from '@citywatt/sensor-directory/directory';
import type { ConsumptionPoint, HeldReadingConnection } from './generated/resolver-types.generated.ts';
import type { PresentedHeld } from './held/presented-held.ts';

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

/** A window of a series; times in milliseconds since 1970 UTC. */
export interface AskedWindow {
  readonly start: number;
  readonly end: number;
  readonly resolution: Resolution;
  /** Undefined: as known now. */
  readonly asOf: number | undefined;
}

export interface CityWindow extends AskedWindow {
  readonly place: CityPlace;
}

export interface DistrictWindow extends AskedWindow {
  readonly place: DistrictPlace;
}

/** Of whatever the series is. */
export interface SeriesPointWindow extends AskedWindow {
  readonly place: CityPlace | DistrictPlace | SensorPlace;
}

export interface SensorWindow extends AskedWindow {
  readonly place: SensorPlace;
}

/** A city, or one of its districts. */
export interface AreaPlace {
  readonly city: CityPlace;
  readonly district: string | undefined;
}

/** What resolvers of each type get: the place that an id of the principal's tenant names. */
export type CityMapper = CityPlace;
export type DistrictMapper = DistrictPlace;
export type SensorMapper = SensorPlace;
export type AreaMapper = AreaPlace;

export interface ConsumptionPointMapper extends Omit<ConsumptionPoint, 'lineage'> {
  readonly window: SeriesPointWindow;
}

export interface SensorWindowLineageMapper {
  readonly __typename: 'SensorWindowLineage';
  readonly window: SensorWindow;
  readonly lineage: SensorLineage;
}

export interface CityWindowLineageMapper {
  readonly __typename: 'CityWindowLineage';
  readonly window: CityWindow;
  readonly made: SeriesWindow;
  readonly parts: readonly DistrictWindowLineageMapper[];
}

export interface DistrictWindowLineageMapper {
  readonly __typename: 'DistrictWindowLineage';
  readonly window: DistrictWindow;
  readonly made: SeriesWindow;
}

export interface SensorPartMapper {
  /** Of the sensor. */
  readonly window: SensorWindow;
  readonly part: SensorPart;
  /** Of the energy of all sensors; null when that is none. */
  readonly share: number | null;
}

export type HeldReadingMapper = PresentedHeld;

export interface HeldReadingConnectionMapper
  extends Omit<HeldReadingConnection, 'nodes' | 'edges' | 'counts' | '__typename'> {
  readonly nodes: PresentedHeld[];
  readonly edges: { readonly cursor: string; readonly node: PresentedHeld }[];
  readonly list: HeldStream;
  readonly question: HeldQuestion;
}
