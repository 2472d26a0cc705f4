import { z } from 'zod';
import { QUALITIES } from './reading.ts';
import { HOLDING_RULES } from './verdict.ts';

/**
 * Readings of one segment that could not be counted, as `DEADLETTER` and `LATE` hold them: JSON, columnar, index i of
 * each column is one reading. Sequence and position name the arrival, and so tell a repeated message from another.
 */
export const HELD_FORMAT = 'held-readings/1';

/** Why readings are held: a rule of validation, or that there is nowhere to count them. */
export const HELD_REASONS = [...HOLDING_RULES, 'unknown-district', 'beyond-raw-retention'] as const;

const whole = z.number().int();

export const heldReadingsSchema = z
  .object({
    format: z.literal(HELD_FORMAT),
    reason: z.enum(HELD_REASONS),
    tenant: z.string(),
    city: z.string(),
    district: z.string(),
    /** Of the message in READINGS, in its generation. */
    sequence: whole,
    generation: whole,
    register: z.string(),
    kind: z.enum(['cumulative', 'interval', 'gauge']),
    quality: z.enum(QUALITIES),
    /** 0 but for interval consumption. */
    intervalMs: z.number().nonnegative(),
    /** Milliseconds since 1970 UTC. */
    ingestTime: whole,
    /** Index of each reading in its frame. */
    positions: z.array(whole),
    sensorNumbers: z.array(whole),
    /** Event times, milliseconds since 1970 UTC; of an interval its end. */
    times: z.array(whole),
    /** Milliwatt-hours, or watts for gauges. */
    values: z.array(whole),
  })
  .refine(
    ({ positions, sensorNumbers, times, values }) =>
      [positions, sensorNumbers, times].every((column) => column.length === values.length),
    { message: 'columns of one length' },
  );

export type HeldReadings = z.infer<typeof heldReadingsSchema>;

/** What a message of `DEADLETTER` or `LATE` holds; undefined when that is no list of readings but another refusal. */
export function decodeHeldReadings(data: Uint8Array): HeldReadings | undefined {
  const json: unknown = JSON.parse(new TextDecoder().decode(data));
  if (typeof json !== 'object' || json === null || !('format' in json)) return undefined;
  return heldReadingsSchema.parse(json);
}
