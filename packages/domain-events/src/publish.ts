import {
  DiscardPolicy,
  JetStreamApiError,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import type { DomainEvent } from './event.ts';
import { EVENTS_STREAM, EVENTS_SUBJECTS, eventSubject } from './stream.ts';

/** The oldest events go first: on a machine that is left alone the stream must not fill the disk. */
const EVENTS_MAX_BYTES = 256 * 1_048_576;
/** Each message costs the stream an fsync, and a replay closes a thousand windows a second. */
const EVENTS_A_MESSAGE = 500;

export interface EventPublisher {
  /**
   * Resolves when the stream holds all of them, events of one subject together in messages that are JSON arrays. A repeat
   * may put them together otherwise: consumers go by the events' ids. A stream that is gone is made again first.
   */
  publish(events: readonly DomainEvent[]): Promise<void>;
}

/** Makes EVENTS when it is missing. */
export async function openEventPublisher(connection: NatsConnection): Promise<EventPublisher> {
  await ensureEvents(connection);
  const stream = jetstream(connection);
  const send = async (events: readonly DomainEvent[]) => {
    const bySubject = Map.groupBy(events, eventSubject);
    const messages = [...bySubject].flatMap(([subject, together]) =>
      chunksOf(together, EVENTS_A_MESSAGE).map((chunk) => ({ subject, chunk })),
    );
    await Promise.all(
      messages.map(({ subject, chunk }) =>
        stream.publish(subject, JSON.stringify(chunk), { msgID: `${chunk[0]!.id}+${chunk.length - 1}` }),
      ),
    );
  };
  return {
    async publish(events) {
      try {
        await send(events);
      } catch {
        await ensureEvents(connection);
        await send(events);
      }
    },
  };
}

function chunksOf<Item>(items: readonly Item[], size: number): Item[][] {
  const chunks: Item[][] = [];
  for (let at = 0; at < items.length; at += size) chunks.push(items.slice(at, at + size));
  return chunks;
}

async function ensureEvents(connection: NatsConnection): Promise<void> {
  const { streams } = await jetstreamManager(connection);
  const wanted = {
    subjects: [EVENTS_SUBJECTS],
    discard: DiscardPolicy.Old,
    max_bytes: EVENTS_MAX_BYTES,
  };
  const found = await streams.info(EVENTS_STREAM).catch((error: unknown) => {
    if (error instanceof JetStreamApiError) return undefined;
    throw error;
  });
  if (!found) {
    await streams.add({
      name: EVENTS_STREAM,
      storage: StorageType.File,
      retention: RetentionPolicy.Limits,
      allow_direct: true,
      ...wanted,
    });
    return;
  }
  const { config } = found;
  const same =
    config.max_bytes === wanted.max_bytes &&
    config.discard === wanted.discard &&
    config.subjects.join() === wanted.subjects.join();
  // Not when nothing is to be changed: the server wants free room for it, which is not always there.
  if (!same) await streams.update(EVENTS_STREAM, { ...config, ...wanted });
}
