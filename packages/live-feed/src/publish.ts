import {
  DiscardPolicy,
  JetStreamApiError,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { nanos } from '@nats-io/nats-core';
import type { LiveRows } from './live-row.ts';
import { LIVE_MAX_AGE_MS, LIVE_STREAM, LIVE_SUBJECTS, liveSubject } from './stream.ts';

const LIVE_MAX_BYTES = 128 * 1_048_576;

export interface LivePublisher {
  /** Resolves when the stream has them. A stream that is gone (memory, NATS restarted) is made again first. */
  publish(rows: LiveRows): Promise<void>;
}

/** Makes LIVE when it is missing. */
export async function openLivePublisher(connection: NatsConnection): Promise<LivePublisher> {
  const stream = jetstream(connection);
  await ensureLive(connection);
  const send = (rows: LiveRows) => stream.publish(liveSubject(rows.partition), JSON.stringify(rows));
  return {
    async publish(rows) {
      try {
        await send(rows);
      } catch {
        await ensureLive(connection);
        await send(rows);
      }
    },
  };
}

async function ensureLive(connection: NatsConnection): Promise<void> {
  const manager = await jetstreamManager(connection);
  try {
    await manager.streams.add({
      name: LIVE_STREAM,
      subjects: [LIVE_SUBJECTS],
      storage: StorageType.Memory,
      retention: RetentionPolicy.Limits,
      discard: DiscardPolicy.Old,
      max_age: nanos(LIVE_MAX_AGE_MS),
      max_bytes: LIVE_MAX_BYTES,
      allow_direct: true,
      // No cursor comes twice, also when the stream is made anew.
      first_seq: Date.now() * 1_000,
    });
  } catch (error) {
    // It exists, with the first sequence of whoever made it.
    if (!(error instanceof JetStreamApiError)) throw error;
    await manager.streams.info(LIVE_STREAM);
  }
}
