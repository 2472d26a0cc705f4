import type { JetStreamManager } from '@nats-io/jetstream';
import { decodeHeldReadings, type HeldReadings } from './held-readings.ts';
import { type HeldStream, storedMessages } from './stored-messages.ts';

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
  for await (const { seq, data } of storedMessages(manager, stream, from)) {
    const held = decodeHeldReadings(data);
    if (held) yield { messageSequence: seq, held };
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
