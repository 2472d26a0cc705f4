import { createHash } from 'node:crypto';
import {
  CHECKPOINTS_STREAM,
  CHECKPOINTS_SUBJECTS,
  checkpointSubject,
  checkpointSubjects,
} from '@citywatt/reading-stream/subjects';
import { openBucket } from '@citywatt/reading-stream/watched-bucket';
import {
  DiscardPolicy,
  JetStreamApiError,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { z } from 'zod';

const BUCKET = 'checkpoints';
/** Under the server's largest message. */
const CHUNK_BYTES = 768 * 1_024;
const MAX_BYTES = 2_147_483_648;

const pointerSchema = z.object({
  stateVersion: z.number().int(),
  generation: z.number().int(),
  /** Which owner wrote it; a newer owner has a higher one. */
  epoch: z.number().int(),
  /** Everything up to here is in the state, and its rows are in the store; -1: no state was written yet. */
  sequence: z.number().int(),
  /** Chunks by part of the state. */
  parts: z.array(z.array(z.object({ subject: z.string(), hash: z.string() }))),
});
type Pointer = z.infer<typeof pointerSchema>;

/** Another owner took the partition: nothing more may be written for it. */
export class FencedError extends Error {
  readonly code = 'FENCED';
  constructor(partition: number, epoch: number) {
    super(`partition ${partition} has a newer owner: epoch ${epoch} was refused`);
  }
}

export interface StoredState {
  readonly stateVersion: number;
  readonly generation: number;
  readonly sequence: number;
  readonly parts: readonly Uint8Array[];
}

/** One owner's hold on a partition's checkpoint. */
export interface CheckpointHold {
  readonly epoch: number;
  readonly stored: StoredState | undefined;
  /**
   * Writes the chunks that changed, then moves the pointer by compare-and-set, then deletes what it no longer names.
   * @throws {FencedError}
   */
  write(state: StoredState): Promise<void>;
}

export interface CheckpointStore {
  /** Raises the epoch by compare-and-set, so that the owner before is refused from here on. @throws {FencedError} */
  takeOver(partition: number): Promise<CheckpointHold>;
}

const hashOf = (chunk: Uint8Array) => createHash('sha256').update(chunk).digest('base64url').slice(0, 22);

function* chunksOf(part: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < part.length || at === 0; at += CHUNK_BYTES) yield part.subarray(at, at + CHUNK_BYTES);
}

export async function openCheckpointStore(connection: NatsConnection): Promise<CheckpointStore> {
  const manager = await jetstreamManager(connection);
  const stream = jetstream(connection);
  await ensureStream(manager);
  const bucket = await openBucket(connection, BUCKET);

  const readParts = async (pointer: Pointer): Promise<Uint8Array[]> => {
    const parts: Uint8Array[] = [];
    for (const part of pointer.parts) {
      const chunks: Uint8Array[] = [];
      for (const { subject } of part) {
        const message = await manager.streams.getMessage(CHECKPOINTS_STREAM, { last_by_subj: subject });
        if (!message) throw new Error(`chunk ${subject} of a checkpoint is missing`);
        chunks.push(message.data);
      }
      // A copy of its own, so that its columns are aligned and nothing holds the message.
      parts.push(new Uint8Array(Buffer.concat(chunks)));
    }
    return parts;
  };

  return {
    async takeOver(partition) {
      const key = String(partition);
      const entry = await bucket.get(key);
      const before = entry && entry.operation === 'PUT' ? pointerSchema.parse(entry.json()) : undefined;
      let pointer: Pointer = before
        ? { ...before, epoch: before.epoch + 1 }
        : { stateVersion: 0, generation: 0, epoch: 1, sequence: -1, parts: [] };
      const { epoch } = pointer;
      let revision = await swap(key, pointer, entry?.revision ?? 0, partition);
      await sweep(partition, pointer);
      let serial = 0;
      const stored =
        pointer.sequence < 0
          ? undefined
          : {
              stateVersion: pointer.stateVersion,
              generation: pointer.generation,
              sequence: pointer.sequence,
              parts: await readParts(pointer),
            };

      return {
        epoch,
        stored,
        async write(state) {
          const kept = new Map(pointer.parts.flat().map((chunk) => [chunk.hash, chunk.subject]));
          const parts: Pointer['parts'] = [];
          for (const part of state.parts) {
            const chunks: Pointer['parts'][number] = [];
            for (const chunk of chunksOf(part)) {
              const hash = hashOf(chunk);
              let subject = kept.get(hash);
              if (subject === undefined) {
                subject = checkpointSubject(partition, epoch, serial++);
                await stream.publish(subject, chunk);
              }
              chunks.push({ subject, hash });
            }
            parts.push(chunks);
          }
          const { stateVersion, generation, sequence } = state;
          const next: Pointer = { stateVersion, generation, epoch, sequence, parts };
          revision = await swap(key, next, revision, partition);
          const named = new Set(parts.flat().map((chunk) => chunk.subject));
          const unnamed = pointer.parts.flat().filter((chunk) => !named.has(chunk.subject));
          pointer = next;
          for (const { subject } of unnamed)
            await manager.streams.purge(CHECKPOINTS_STREAM, { filter: subject });
        },
      };
    },
  };

  async function swap(key: string, pointer: Pointer, revision: number, partition: number): Promise<number> {
    const value = JSON.stringify(pointer);
    try {
      return await bucket.put(key, value, { previousSeq: revision });
    } catch (error) {
      // A put whose answer was lost has been made: the entry says so.
      const now = await bucket.get(key);
      if (now && now.revision !== revision && now.string() === value) return now.revision;
      if (now && now.revision !== revision) throw new FencedError(partition, pointer.epoch);
      throw error;
    }
  }

  /** Chunks that no pointer names: an owner died between its chunks and its pointer. */
  async function sweep(partition: number, pointer: Pointer): Promise<void> {
    const named = new Set(pointer.parts.flat().map((chunk) => chunk.subject));
    const { state } = await manager.streams.info(CHECKPOINTS_STREAM, {
      subjects_filter: checkpointSubjects(partition),
    });
    for (const subject of Object.keys(state.subjects ?? {})) {
      if (!named.has(subject)) await manager.streams.purge(CHECKPOINTS_STREAM, { filter: subject });
    }
  }
}

async function ensureStream(manager: Awaited<ReturnType<typeof jetstreamManager>>): Promise<void> {
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
