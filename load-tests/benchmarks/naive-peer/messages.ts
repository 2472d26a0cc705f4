import type { MeasurementStoreConfig } from '@citywatt/measurement-store/connection';
import type { CityOptions } from '../pipeline/city-of-meters.ts';
import type { ProducerReport } from '../pipeline/messages.ts';

/** A reading as a message of its own, in JSON. */
export interface MeterReading {
  readonly district: string;
  readonly sensor: string;
  readonly kind: 'cumulative' | 'interval';
  /** ISO 8601: when the register was read, or the end of the interval. */
  readonly time: string;
  /** 0 for registers. */
  readonly intervalMs: number;
  readonly milliwattHours: number;
}

export interface PeerProducerTask {
  readonly natsUrl: string;
  readonly city: CityOptions;
  readonly readings: number;
}

export type PeerProducerReport = Omit<ProducerReport, 'frames' | 'energyMilliwattHours'>;

export interface PeerConsumerTask {
  readonly natsUrl: string;
  readonly clickhouse: MeasurementStoreConfig;
}

export const PEER_STREAM = 'NAIVE';
export const PEER_SUBJECTS = 'naive.*';
export const PEER_CONSUMER = 'totals';
export const peerSubject = (district: string) => `naive.${district}`;
