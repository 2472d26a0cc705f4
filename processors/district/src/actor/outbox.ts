import type { DomainEvent } from '@citywatt/domain-events/event';
import type { DistrictRollupRow } from '@citywatt/measurement-store/rows';
import type { HeldReadings } from '@citywatt/reading-stream/held-readings';
import type { RefusedMessage } from '@citywatt/reading-stream/refused-message';
import type { DistrictState } from '../state/district-state.ts';

/** What could not be counted, with its reason; kept in `LATE` or `DEADLETTER`. */
export type Refusal = RefusedMessage | HeldReadings;

/** A sensor's quarter hour as its row will say; times in milliseconds, `start` of the window. */
export interface SensorQuarter {
  readonly sensorNumber: number;
  readonly start: number;
  readonly energyMilliwattHours: number;
  readonly readingCount: number;
  readonly quality: number;
  readonly residential: boolean;
  readonly deliveryPoints: number;
  readonly oldestIngestTime: number;
}

/** What leaves an actor. Pure code fills it; the flush takes it to the stores. */
export interface Outbox {
  districtRow(row: DistrictRollupRow): void;
  sensorRow(district: DistrictState, quarter: SensorQuarter, version: bigint): void;
  event(partition: number, event: DomainEvent): void;
  late(partition: number, refusal: Refusal): void;
  deadletter(partition: number, refusal: Refusal): void;
  /** A quarter hour's absolute value on its way to the city actor. */
  cityWindow(
    partition: number,
    district: DistrictState,
    start: number,
    energyMilliwattHours: number,
    closed: boolean,
    version: bigint,
  ): void;
}

/** What every step of an actor needs beside its state. */
export interface ActorContext {
  readonly partition: number;
  readonly generation: number;
  readonly outbox: Outbox;
  /** Sequence of the message that is applied. */
  sequence: number;
  /** Time of the last tick, 0 before the first. */
  tick: number;
  /** A gap longer than this cannot be repaired, since the raw readings before it are gone. */
  readonly longestGapMs: number;
}
