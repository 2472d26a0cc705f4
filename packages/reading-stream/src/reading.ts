/** What a register shows. */
export type RegisterKind = 'cumulative' | 'interval' | 'gauge';

/** How sure a value is, ordered from the surest. */
export const QUALITIES = ['measured', 'estimated', 'revised', 'suspect', 'missing'] as const;
export type Quality = (typeof QUALITIES)[number];

/**
 * OBIS codes (IEC 62056-61) of the registers that carry consumption:
 * cumulative active energy import, active energy import in an interval, instantaneous active power import.
 */
export const ACTIVE_IMPORT_CUMULATIVE = '1-0:1.8.0';
export const ACTIVE_IMPORT_INTERVAL = '1-0:1.29.0';
export const ACTIVE_IMPORT_POWER = '1-0:1.7.0';

/** A reading's value: energy in milliwatt-hours for registers and intervals, watts for a power gauge. Whole, |value| <= 2^53 - 1. */
export interface Reading {
  /** Number of the sensor within its district. */
  readonly sensorNumber: number;
  /** Register and gauge: when it was read. Interval: its end. Milliseconds since 1970 UTC. */
  readonly eventTime: number;
  readonly value: number;
}
