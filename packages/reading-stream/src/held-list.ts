import type { JetStreamManager, StoredMsg } from '@nats-io/jetstream';
import { decodeHeldReadings, type HeldReadings } from './held-readings.ts';
import { DEADLETTER_STREAM, DEADLETTER_SUBJECTS, LATE_STREAM, LATE_SUBJECTS } from './subjects.ts';

export type HeldStream = typeof LATE_STREAM | typeof DEADLETTER_STREAM;

const SUBJECTS: Readonly<Record<HeldStream, string>> = {
  [LATE_STREAM]: LATE_SUBJECTS,
  [DEADLETTER_STREAM]: DEADLETTER_SUBJECTS,
};

const MESSAGES_A_BATCH = 256;
const BYTES_A_BATCH = 8 * 1_048_576;
const NOT_FOUND = 404;

/** One message of a list. */
export interface HeldMessage {
  /** In its stream. */
  readonly messageSequence: number;
  readonly held: HeldReadings;
}

/** One reading on a list; its place there is its message and its index in the columns. */
export interface HeldReading extends HeldMessage {
  readonly index: number;
}

export interface HeldPosition {
  readonly messageSequence: number;
  readonly index: number;
}

export interface HeldQuestion {
  readonly tenant: string;
  readonly city: string;
  /** Only readings held for this reason. */
  readonly reason?: string | undefined;
}

/** What a list holds, the oldest first, from a message on. Messages that are no readings are passed over. */
export async function* heldMessages(
  manager: JetStreamManager,
  stream: HeldStream,
  from: number,
): AsyncGenerator<HeldMessage> {
  for (let next = Math.max(from, 1); ; ) {
    const messages = await messagesFrom(manager, stream, next);
    for (const { seq, data } of messages) {
      const held = decodeHeldReadings(data);
      if (held) yield { messageSequence: seq, held };
      next = seq + 1;
    }
    if (messages.length === 0) return;
  }
}

async function messagesFrom(
  manager: JetStreamManager,
  stream: HeldStream,
  seq: number,
): Promise<StoredMsg[]> {
  try {
    const batch = { batch: MESSAGES_A_BATCH, max_bytes: BYTES_A_BATCH };
    const asked = { seq, next_by_subj: SUBJECTS[stream], ...batch };
    return await Array.fromAsync(await manager.direct.getBatch(stream, asked));
  } catch (error) {
    // There is none from there on. The client keeps the class of this error to itself.
    if (error instanceof Error && 'code' in error && error.code === NOT_FOUND) return [];
    throw error;
  }
}

export interface HeldPage {
  readonly readings: readonly HeldReading[];
  readonly hasNext: boolean;
}

/** A page of the list of one city. @param after place of the last reading of the page before. */
export async function heldPage(
  manager: JetStreamManager,
  stream: HeldStream,
  question: HeldQuestion,
  first: number,
  after: HeldPosition = { messageSequence: 0, index: -1 },
): Promise<HeldPage> {
  const readings: HeldReading[] = [];
  for await (const message of heldMessages(manager, stream, after.messageSequence)) {
    const { messageSequence, held } = message;
    if (!isAsked(held, question)) continue;
    const from = messageSequence === after.messageSequence ? after.index + 1 : 0;
    for (let index = from; index < held.values.length; index++) {
      if (readings.length === first) return { readings, hasNext: true };
      readings.push({ ...message, index });
    }
  }
  return { readings, hasNext: false };
}

/** Readings of one city on a list by the reason for which they are held. */
export async function heldCounts(
  manager: JetStreamManager,
  stream: HeldStream,
  question: HeldQuestion,
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for await (const { held } of heldMessages(manager, stream, 0)) {
    if (!isAsked(held, question)) continue;
    counts.set(held.reason, (counts.get(held.reason) ?? 0) + held.values.length);
  }
  return counts;
}

const isAsked = (held: HeldReadings, { tenant, city, reason }: HeldQuestion) =>
  held.tenant === tenant && held.city === city && (reason === undefined || held.reason === reason);
