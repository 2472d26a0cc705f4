import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import { encodeFrame } from './frame.ts';
import type { HeldPosition } from './held-list.ts';
import { decodeHeldReadings, type HeldReadings } from './held-readings.ts';
import { partitionOf } from './partition.ts';
import { deleteStored, type HeldStream, storedMessage } from './stored-messages.ts';
import { isReadingStreamFull } from './stream-full.ts';
import { deadletterSubject, framesSubject, LATE_STREAM, lateSubject } from './subjects.ts';

export interface HeldReplay {
  readonly stream: HeldStream;
  /** Only readings of this tenant. */
  readonly tenant: string;
  readonly positions: readonly HeldPosition[];
  /** Lets the readings through the rules that stopped them; without it they are judged anew. */
  readonly confirm: boolean;
}

export type HeldReplayed =
  /** `missing` are not on the list, any more or at all. */
  | { readonly outcome: 'replayed'; readonly replayed: number; readonly missing: readonly HeldPosition[] }
  | { readonly outcome: 'stream full' };

/**
 * Publishes held readings to READINGS again, as arrivals of now, and takes them from the list once the stream has them.
 * What remains of a message is kept anew before the old one goes: a crash in between lists a reading twice at worst, and
 * replaying it twice is harmless, since readings are known by their identity.
 */
export async function replayHeld(
  client: JetStreamClient,
  manager: JetStreamManager,
  replay: HeldReplay,
  now: number,
): Promise<HeldReplayed> {
  if (await isReadingStreamFull(manager)) return { outcome: 'stream full' };
  const missing: HeldPosition[] = [];
  let replayed = 0;
  // As they came: of two values of one reading the later one counts.
  const inOrder = replay.positions.toSorted((a, b) => a.messageSequence - b.messageSequence);
  for (const [messageSequence, positions] of Map.groupBy(inOrder, (one) => one.messageSequence)) {
    const held = await heldAt(manager, replay.stream, messageSequence);
    const mine = held?.tenant === replay.tenant ? held : undefined;
    const chosen = new Set(positions.map(({ index }) => index));
    for (const index of chosen) {
      if (index < 0 || index >= (mine?.values.length ?? 0)) {
        missing.push({ messageSequence, index });
        chosen.delete(index);
      }
    }
    if (!mine || chosen.size === 0) continue;
    await client.publish(framesSubject(partitionOf(mine)), frameOf(pick(mine, chosen), replay.confirm, now));
    await leaveRest(client, manager, replay.stream, messageSequence, mine, chosen);
    replayed += chosen.size;
  }
  return { outcome: 'replayed', replayed, missing };
}

async function leaveRest(
  client: JetStreamClient,
  manager: JetStreamManager,
  stream: HeldStream,
  messageSequence: number,
  held: HeldReadings,
  replayed: ReadonlySet<number>,
): Promise<void> {
  const rest = new Set(held.values.keys().filter((index) => !replayed.has(index)));
  if (rest.size > 0) {
    const subject = (stream === LATE_STREAM ? lateSubject : deadletterSubject)(partitionOf(held));
    await client.publish(subject, JSON.stringify(pick(held, rest)), {
      // Another replay of the same readings at the same time leaves the same rest.
      msgID: `held:${messageSequence}:${[...rest].join()}`,
    });
  }
  await deleteStored(manager, stream, messageSequence);
}

async function heldAt(
  manager: JetStreamManager,
  stream: HeldStream,
  messageSequence: number,
): Promise<HeldReadings | undefined> {
  const message = await storedMessage(manager, stream, messageSequence);
  return message && decodeHeldReadings(message.data);
}

/** The same record with some of its readings. */
function pick(held: HeldReadings, indexes: ReadonlySet<number>): HeldReadings {
  const of = (column: readonly number[]) => column.filter((_, index) => indexes.has(index));
  return {
    ...held,
    positions: of(held.positions),
    sensorNumbers: of(held.sensorNumbers),
    times: of(held.times),
    values: of(held.values),
  };
}

function frameOf(held: HeldReadings, confirm: boolean, now: number): Uint8Array {
  const { tenant, city, district, register, kind, quality, intervalMs } = held;
  const mark = confirm ? 'confirmed' : undefined;
  return encodeFrame(
    [
      {
        key: { tenant, city, district, register, kind, quality, intervalMs, mark },
        count: held.values.length,
        values: Float64Array.from(held.values),
        times: Float64Array.from(held.times),
        sensorNumbers: Uint32Array.from(held.sensorNumbers),
      },
    ],
    now,
  );
}
