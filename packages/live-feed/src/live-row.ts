/** Feed state of a district, by ticks. */
export type FeedState = 'live' | 'delayed' | 'silent';
export type LoadBand = 'normal' | 'elevated' | 'high' | 'critical';

/**
 * One message of LIVE: the districts of one partition that changed, columnar JSON; several tenants may share a
 * partition, so each row carries its tenant and readers filter by it first.
 */
export interface LiveRows {
  readonly partition: number;
  /** True when all live districts of the partition are in it: once a minute and when it becomes live. */
  readonly complete: boolean;
  readonly tenant: readonly string[];
  readonly city: readonly string[];
  readonly district: readonly string[];
  /** Decimal strings; readers drop a row whose version is lower than the last of its district. */
  readonly version: readonly string[];
  /** The actor's now: ms since 1970 UTC. */
  readonly eventTime: readonly number[];
  /** Latest ingest time that went in: ms since 1970 UTC. */
  readonly ingestTime: readonly number[];
  readonly liveLoadWatts: readonly number[];
  /** Sensors whose latest interval is held / sensors active. Load is `estimated` when under 0.9. */
  readonly currentSensors: readonly number[];
  readonly activeSensors: readonly number[];
  readonly feed: readonly FeedState[];
  /** Latest interval end seen: ms since 1970 UTC, 0 before the first reading. */
  readonly latestReadingTime: readonly number[];
  readonly band: readonly LoadBand[];
  /** Energy since local midnight as far as the actor knows it is not held here: it is read from the rollups. */
  readonly openMinuteStart: readonly number[];
  readonly openMinuteEnergyMilliwattHours: readonly number[];
}
