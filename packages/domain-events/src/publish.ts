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
/** Acknowledgements awaited at once; a caller may hand over a whole replay's worth. */
const IN_FLIGHT = 512;

export interface EventPublisher {
  /**
   * Resolves when the stream holds all of them. The event's id is the message id, so a repeat soon after is dropped by
   * the stream and a later one by consumers, which go by the id. A stream that is gone is made again first.
   */
  publish(events: readonly DomainEvent[]): Promise<void>;
}

/** Makes EVENTS when it is missing. */
export async function openEventPublisher(connection: NatsConnection): Promise<EventPublisher> {
  await ensureEvents(connection);
  const stream = jetstream(connection);
  const send = async (events: readonly DomainEvent[]) => {
    for (let from = 0; from < events.length; from += IN_FLIGHT) {
      const part = events.slice(from, from + IN_FLIGHT);
      await Promise.all(
        part.map((event) => stream.publish(eventSubject(event), JSON.stringify(event), { msgID: event.id })),
      );
    }
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

async function ensureEvents(connection: NatsConnection): Promise<void> {
  const { streams } = await jetstreamManager(connection);
  const wanted = {
    subjects: [EVENTS_SUBJECTS],
    discard: DiscardPolicy.Old,
    max_bytes: EVENTS_MAX_BYTES,
  };
  try {
    await streams.add({
      name: EVENTS_STREAM,
      storage: StorageType.File,
      retention: RetentionPolicy.Limits,
      allow_direct: true,
      ...wanted,
    });
  } catch (error) {
    if (!(error instanceof JetStreamApiError)) throw error;
    // It was made with other settings; a stream that cannot be looked at was never made, and says why here.
    const { config } = await streams.info(EVENTS_STREAM).catch(() => Promise.reject(error));
    await streams.update(EVENTS_STREAM, { ...config, ...wanted });
  }
}
