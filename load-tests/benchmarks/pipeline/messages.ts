import type { CityOptions } from './city-of-meters.ts';

/** What the producer is started with, as JSON. */
export interface ProducerTask {
  readonly natsUrl: string;
  readonly city: CityOptions;
  /** Stops behind the first minute that reaches it. */
  readonly readings: number;
  /** Subjects of the frames: the real ones, or those of the stream that the bare consumer reads. */
  readonly to: 'readings' | 'bare';
  /** Readings a second; absent: as fast as the stream takes them. */
  readonly rate?: number;
}

export interface ProducerReport {
  /** ms since 1970 UTC. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly readings: number;
  readonly frames: number;
  readonly frameBytes: number;
  readonly energyMilliwattHours: number;
  readonly cpuSeconds: number;
  readonly residentBytes: number;
}

/** What the bare consumer is started with. */
export interface BareTask {
  readonly natsUrl: string;
  /** Ends when it has read so many. */
  readonly readings: number;
}

export interface BareReport {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly cpuSeconds: number;
}

export const BARE_STREAM = 'BARE';
export const BARE_SUBJECTS = 'bare.*';
export const bareSubject = (partition: number) => `bare.${partition}`;
