import type { LateArrivals } from '@citywatt/measurement-store/late-arrivals';
import { REGISTER_KINDS } from '@citywatt/reading-stream/frame-layout';
import { HELD_FORMAT, type HeldReadings } from '@citywatt/reading-stream/held-readings';
import { QUALITIES } from '@citywatt/reading-stream/reading';
import type { Outbox } from '../actor/outbox.ts';
import type { RowStore } from '../ports.ts';
import type { DistrictState } from '../state/district-state.ts';

export interface RefusedHour {
  readonly rows: RowStore;
  readonly outbox: Outbox;
  readonly partition: number;
  readonly district: DistrictState;
  readonly flushed: number;
  readonly version: bigint;
  /** Start of the hour. */
  readonly hour: number;
  readonly longestIntervalMs: number;
}

/** Up to which sequence an hour's readings are listed. After a restart they may be listed once more, by the same names. */
const listedUntil = new WeakMap<DistrictState, Map<number, number>>();

/** An hour whose raw readings have begun to expire would lose them if it was made anew: what came for it is listed. */
export async function listLate(refused: RefusedHour): Promise<void> {
  const { rows, outbox, partition, district, flushed, version, hour, longestIntervalMs } = refused;
  const end = district.calendar.windowEnd('hour', hour);
  const arrivals = await rows.lateArrivals(district, hour, end, longestIntervalMs, version);
  const known = listedUntil.get(district) ?? new Map<number, number>();
  const lists = heldOf(district, arrivals, known.get(hour) ?? 0);
  listedUntil.set(district, known.set(hour, flushed));
  for (const list of lists) outbox.late(partition, list);
  if (arrivals.sensorNumber.length > 0) return;
  // Nothing came for it: it was to be rebuilt.
  const { tenant, city } = district;
  outbox.late(partition, {
    reason: 'beyond raw retention',
    tenant,
    city,
    district: district.district,
    sequence: flushed,
    detail: { hour: new Date(hour).toISOString() },
  });
}

/** One list for the readings of each segment; of arrivals behind `after` only. */
function heldOf(district: DistrictState, arrivals: LateArrivals, after: number): readonly HeldReadings[] {
  const lists = new Map<string, HeldReadings>();
  for (const [index, sequence] of arrivals.sequence.entries()) {
    if (sequence <= after) continue;
    const register = arrivals.register[index]!;
    const kind = REGISTER_KINDS[arrivals.registerKind[index]!]!;
    const quality = QUALITIES[arrivals.quality[index]!]!;
    const intervalMs = arrivals.intervalMs[index]!;
    const ingestTime = arrivals.ingestTime[index]!;
    const generation = arrivals.generation[index]!;
    const segment = [generation, sequence, register, kind, quality, intervalMs].join('/');
    const { tenant, city } = district;
    const list = lists.get(segment) ?? {
      format: HELD_FORMAT,
      reason: 'beyond-raw-retention',
      tenant,
      city,
      district: district.district,
      sequence,
      generation,
      register,
      kind,
      quality,
      intervalMs,
      ingestTime,
      positions: [],
      sensorNumbers: [],
      times: [],
      values: [],
    };
    lists.set(segment, list);
    list.positions.push(arrivals.position[index]!);
    list.sensorNumbers.push(arrivals.sensorNumber[index]!);
    list.times.push(arrivals.intervalStart[index]! + intervalMs);
    list.values.push(arrivals.value[index]!);
  }
  return [...lists.values()];
}
