import type { FrameCursor } from '@citywatt/reading-stream/frame';
import { HELD_FORMAT, type HeldReadings } from '@citywatt/reading-stream/held-readings';
import { HOLDING_RULES, VERDICTS } from '@citywatt/reading-stream/verdict';
import type { ActorContext } from './outbox.ts';

/** Lists the cursor's readings that validation stopped, a message for each rule. */
export function holdStopped(context: ActorContext, cursor: FrameCursor, verdicts: Uint8Array): void {
  for (const rule of HOLDING_RULES) {
    hold(context, cursor, rule, (index) => verdicts[index] === VERDICTS[rule]);
  }
}

/** Puts those of the cursor's readings that `isHeld` names into DEADLETTER. */
export function hold(
  context: ActorContext,
  cursor: FrameCursor,
  reason: HeldReadings['reason'],
  isHeld: (index: number) => boolean,
): void {
  const indexes: number[] = [];
  for (let index = 0; index < cursor.count; index++) if (isHeld(index)) indexes.push(index);
  if (indexes.length === 0) return;
  const { tenant, city, district, register, kind, quality, intervalMs } = cursor.key;
  context.outbox.deadletter(context.partition, {
    format: HELD_FORMAT,
    reason,
    tenant,
    city,
    district,
    sequence: context.sequence,
    generation: context.generation,
    register,
    kind,
    quality,
    intervalMs,
    ingestTime: cursor.ingestTime,
    positions: indexes.map((index) => cursor.firstPosition + index),
    sensorNumbers: indexes.map((index) => cursor.sensorNumbers[index]!),
    times: indexes.map((index) => cursor.times[index]!),
    values: indexes.map((index) => cursor.values[index]!),
  });
}
