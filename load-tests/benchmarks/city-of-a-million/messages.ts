import type { CityOptions } from './city.ts';

/** What the producer is started with, as JSON. */
export interface ProducerTask {
  readonly natsUrl: string;
  readonly city: CityOptions;
  /** Subjects of the frames: the real ones, or those of the stream that the bare consumer reads. */
  readonly to: 'readings' | 'bare';
  /** Stops behind the first step that reaches it. */
  readonly readings: number;
  /** Readings a second; absent: as fast as the stream takes them. */
  readonly rate?: number;
  /** Whether to listen for what it has sent on LIVE. */
  readonly latency: boolean;
}

export interface ProducerReport {
  /** ms since 1970 UTC. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** So far: what is late comes when it is asked for. */
  readonly readings: number;
  readonly frames: number;
  readonly frameBytes: number;
  /** Once what is late has come too. */
  readonly energyMilliwattHours: number;
  /** Start of the last minute that every district has something in; ms since 1970 UTC. */
  readonly lastMinute: number;
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  /** Milliseconds from published to seen on LIVE; absent when it did not listen. */
  readonly latency?: { readonly p50: number; readonly p99: number; readonly greatest: number };
}
