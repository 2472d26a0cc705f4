/** Rows of the rollup tables as the processor writes them; times in milliseconds since 1970 UTC. */
export type Resolution = 'minute' | 'quarter-hour' | 'hour' | 'day';
export type WindowState = 'provisional' | 'final' | 'revised';

export interface SensorRollupRow {
  readonly tenant: string;
  readonly city: string;
  readonly district: string;
  readonly sensorNumber: number;
  readonly register: string;
  readonly resolution: Resolution;
  readonly windowStart: number;
  readonly energyMilliwattHours: number;
  readonly readingCount: number;
  /** The least sure quality that went in: index in `QUALITIES`. */
  readonly quality: number;
  readonly residential: boolean;
  /** Delivery points the sensor stands for. */
  readonly deliveryPoints: number;
  readonly oldestIngestTime: number;
  /** generation x 2^48 + stream sequence. */
  readonly version: bigint;
}

export interface DistrictRollupRow {
  readonly tenant: string;
  readonly city: string;
  readonly district: string;
  readonly register: string;
  readonly resolution: Resolution;
  readonly windowStart: number;
  readonly windowEnd: number;
  readonly energyMilliwattHours: number;
  readonly state: WindowState;
  readonly readingCount: number;
  /** Readings by quality, in the order of `QUALITIES`. */
  readonly qualityCounts: readonly [number, number, number, number, number];
  readonly contributorsResidential: number;
  readonly contributorsOther: number;
  /** Share of the largest contributor in the total, 0..1. */
  readonly largestShare: number;
  readonly oldestIngestTime: number;
  readonly version: bigint;
}

/** `register` of rollups: the quantity, so that interval, cumulative and power registers of the same flow add up. */
export const ACTIVE_IMPORT = '1-0:1.0.0';
