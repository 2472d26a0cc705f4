import type { DomainEvent } from '@citywatt/domain-events/event';
import { domainEventsOf } from '@citywatt/domain-events/read';
import { EVENTS_STREAM, EVENTS_SUBJECTS } from '@citywatt/domain-events/stream';
import { type Follower, followAgain } from '@citywatt/reading-stream/follow';
import type { Logger } from '@citywatt/service-runtime/logger';
import { DeliverPolicy, jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';

/** A quarter hour that has become final; an empty district is the city's. */
export interface ClosedWindow {
  readonly tenant: string;
  readonly city: string;
  readonly district: string;
  readonly windowStart: number;
}

export interface ClosedWindows extends Follower {
  /** Returns what ends it. */
  listen(listener: (window: ClosedWindow) => void): () => void;
}

/** Follows EVENTS from now on, for all that listen; the server may restart and the stream be made anew. */
export function followClosedWindows(connection: NatsConnection, logger: Logger): ClosedWindows {
  const listeners = new Set<(window: ClosedWindow) => void>();
  let last: number | undefined;
  let said = false;

  const eventsOf = (data: Uint8Array): readonly DomainEvent[] => {
    try {
      return domainEventsOf(data);
    } catch (err) {
      logger.error({ err }, 'a message of EVENTS cannot be read and is left out');
      return [];
    }
  };

  const once = async (onStop: (end: () => void) => void) => {
    const consumer = await jetstream(connection).consumers.get(EVENTS_STREAM, {
      filter_subjects: [EVENTS_SUBJECTS],
      ...(last === undefined
        ? { deliver_policy: DeliverPolicy.New }
        : { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: last + 1 }),
    });
    const messages = await consumer.consume({
      expires: 5_000,
      idle_heartbeat: 1_000,
      abort_on_missing_resource: true,
    });
    onStop(() => messages.stop());
    said = false;
    for await (const message of messages) {
      last = message.seq;
      for (const event of eventsOf(message.data)) {
        if (event.type !== 'window.closed' || event.resolution !== 'quarter-hour') continue;
        for (const listener of listeners) listener(event);
      }
    }
  };
  const follower = followAgain(once, (err) => {
    // It is tried twice a second; once is enough to say so.
    if (!said) logger.warn({ err }, 'EVENTS cannot be followed, trying again');
    said = true;
    // A stream that was made anew counts from 1 again.
    last = undefined;
  });

  return {
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: () => follower.stop(),
  };
}
