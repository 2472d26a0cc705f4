import type { FrameCursor } from '@citywatt/reading-stream/frame';
import type { DistrictState } from '../state/district-state.ts';
import type { ActorContext } from './outbox.ts';
import { nowOf } from './watermark.ts';

/** A reading further ahead of the last tick than this is held back: one bad clock must not close a district's windows. */
const FUTURE_MS = 900_000;

/** Takes readings from the far future out of the cursor's segment, into DEADLETTER. */
export function holdBackFuture(context: ActorContext, district: DistrictState, cursor: FrameCursor): void {
  const now = Math.max(nowOf(district, context.tick), context.tick === 0 ? cursor.ingestTime : 0);
  const latest = now + FUTURE_MS;
  const { times, values, sensorNumbers, count } = cursor;
  let kept = 0;
  while (kept < count && times[kept]! <= latest) kept++;
  if (kept === count) return;
  const held = { sensorNumbers: [] as number[], times: [] as number[], values: [] as number[] };
  for (let index = kept; index < count; index++) {
    if (times[index]! <= latest) {
      times[kept] = times[index]!;
      values[kept] = values[index]!;
      sensorNumbers[kept] = sensorNumbers[index]!;
      kept++;
    } else {
      held.sensorNumbers.push(sensorNumbers[index]!);
      held.times.push(times[index]!);
      held.values.push(values[index]!);
    }
  }
  cursor.count = kept;
  context.outbox.deadletter(context.partition, {
    reason: 'more than 15 minutes in the future',
    tenant: district.tenant,
    city: district.city,
    district: district.district,
    sequence: context.sequence,
    detail: { register: cursor.key.register, ingestTime: cursor.ingestTime, ...held },
  });
}
