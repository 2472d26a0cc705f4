import { CHECKPOINTS_STREAM, CHECKPOINTS_SUBJECTS } from '@citywatt/reading-stream/subjects';
import { openBucket } from '@citywatt/reading-stream/watched-bucket';
import {
  DiscardPolicy,
  JetStreamApiError,
  type JetStreamManager,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import type { ChunkStore, SwapBucket } from '../ports.ts';

const BUCKET = 'checkpoints';
const MAX_BYTES = 2_147_483_648;

/** The bucket of pointers and the stream of chunks; both are made when they are missing. */
export async function openNatsCheckpoints(
  connection: NatsConnection,
): Promise<{ readonly pointers: SwapBucket; readonly chunks: ChunkStore }> {
  const manager = await jetstreamManager(connection);
  const stream = jetstream(connection);
  await ensureStream(manager);
  const bucket = await openBucket(connection, BUCKET);
  return {
    pointers: {
      async get(key) {
        const entry = await bucket.get(key);
        return entry?.operation === 'PUT' ? { value: entry.string(), revision: entry.revision } : undefined;
      },
      swap: (key, value, revision) => bucket.put(key, value, { previousSeq: revision }),
    },
    chunks: {
      async put(subject, data) {
        await stream.publish(subject, data);
      },
      async get(subject) {
        const message = await manager.direct.getMessage(CHECKPOINTS_STREAM, { last_by_subj: subject });
        return message?.data;
      },
      async delete(subject) {
        await manager.streams.purge(CHECKPOINTS_STREAM, { filter: subject });
      },
      async subjects(filter) {
        const { state } = await manager.streams.info(CHECKPOINTS_STREAM, { subjects_filter: filter });
        return Object.keys(state.subjects ?? {});
      },
    },
  };
}

async function ensureStream(manager: JetStreamManager): Promise<void> {
  try {
    await manager.streams.info(CHECKPOINTS_STREAM);
  } catch (error) {
    if (!(error instanceof JetStreamApiError)) throw error;
    await manager.streams.add({
      name: CHECKPOINTS_STREAM,
      subjects: [CHECKPOINTS_SUBJECTS],
      storage: StorageType.File,
      retention: RetentionPolicy.Limits,
      discard: DiscardPolicy.New,
      max_msgs_per_subject: 1,
      discard_new_per_subject: false,
      max_bytes: MAX_BYTES,
      allow_direct: true,
    });
  }
}
