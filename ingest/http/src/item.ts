import type { SegmentKey } from '@citywatt/reading-stream/frame-layout';

/**
 * One reading as it came; the same names in JSON, NDJSON and the CSV header. Nothing is known of the values yet.
 * Full form: `sensor`, then `intervalStart, intervalEnd, energyKwh` or `registerKwh, eventTime` or `powerKw, eventTime`.
 * Simple form: `timestamp, geographic_coordinate, energy_usage`.
 */
export interface Item {
  readonly sensor?: unknown;
  readonly register?: unknown;
  readonly intervalStart?: unknown;
  readonly intervalEnd?: unknown;
  readonly eventTime?: unknown;
  readonly energyKwh?: unknown;
  readonly registerKwh?: unknown;
  readonly powerKw?: unknown;
  readonly quality?: unknown;
  readonly city?: unknown;
  readonly district?: unknown;
  readonly timestamp?: unknown;
  readonly geographic_coordinate?: unknown;
  readonly energy_usage?: unknown;
}

export const ITEM_FIELDS = [
  'sensor',
  'register',
  'intervalStart',
  'intervalEnd',
  'eventTime',
  'energyKwh',
  'registerKwh',
  'powerKw',
  'quality',
  'city',
  'district',
  'timestamp',
  'geographic_coordinate',
  'energy_usage',
] as const satisfies readonly (keyof Item)[];

/** Stable: clients branch on these. Which of them mend themselves with time or by registering is in the OpenAPI document. */
export const REJECTION_CODES = [
  'malformed',
  'unknown-sensor',
  'unknown-register',
  'inactive-sensor',
  'outside-every-district',
  'not-provisioned',
  'bad-value',
  'too-fine',
  'too-large',
  'impossible',
  'bad-time',
  'bad-interval',
  'future',
  'too-old',
  'bad-quality',
] as const;
export type RejectionCode = (typeof REJECTION_CODES)[number];

export interface Rejection {
  readonly outcome: 'rejected';
  readonly code: RejectionCode;
  /** Absent when the item as a whole is at fault. */
  readonly field?: string;
  /** What is wrong and how to mend it. */
  readonly message: string;
}

/** A reading ready for a frame. */
export interface Acceptance {
  readonly outcome: 'accepted';
  readonly partition: number;
  readonly key: SegmentKey;
  readonly sensorNumber: number;
  readonly eventTime: number;
  /** Whole milliwatt-hours or watts. */
  readonly value: number;
}

/** The place has no sensor yet: it must be provisioned before the item can be read again. */
export interface PlaceUnknown {
  readonly outcome: 'place-unknown';
  readonly sensorName: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly tenant: string;
  readonly city: string;
  readonly district: string;
}

export const rejected = (code: RejectionCode, field: string | undefined, message: string): Rejection =>
  field === undefined
    ? { outcome: 'rejected', code, message }
    : { outcome: 'rejected', code, field, message };
