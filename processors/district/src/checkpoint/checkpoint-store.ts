import { createHash } from 'node:crypto';
import { checkpointSubject, checkpointSubjects } from '@citywatt/reading-stream/subjects';
import { z } from 'zod';
import type { ChunkStore, SwapBucket } from '../ports.ts';

/** Under the server's largest message. */
const CHUNK_BYTES = 768 * 1_024;

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

export function checkpointStore(pointers: SwapBucket, stored: ChunkStore): CheckpointStore {
  const readParts = async (pointer: Pointer): Promise<Uint8Array[]> => {
    const parts: Uint8Array[] = [];
    for (const part of pointer.parts) {
      const chunks: Uint8Array[] = [];
      for (const { subject } of part) {
        const data = await stored.get(subject);
        if (!data) throw new Error(`chunk ${subject} of a checkpoint is missing`);
        chunks.push(data);
      }
      // A copy of its own, so that its columns are aligned and nothing holds the message.
      parts.push(new Uint8Array(Buffer.concat(chunks)));
    }
    return parts;
  };

  return {
    async takeOver(partition) {
      const key = String(partition);
      const entry = await pointers.get(key);
      const before = entry && pointerSchema.parse(JSON.parse(entry.value));
      let pointer: Pointer = before
        ? { ...before, epoch: before.epoch + 1 }
        : { stateVersion: 0, generation: 0, epoch: 1, sequence: -1, parts: [] };
      const { epoch } = pointer;
      let revision = await swap(key, pointer, entry?.revision ?? 0, partition);
      await sweep(partition, pointer);
      let serial = 0;
      const state =
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
        stored: state,
        async write(written) {
          const kept = new Map(pointer.parts.flat().map((chunk) => [chunk.hash, chunk.subject]));
          const parts: Pointer['parts'] = [];
          for (const part of written.parts) {
            const chunks: Pointer['parts'][number] = [];
            for (const chunk of chunksOf(part)) {
              const hash = hashOf(chunk);
              let subject = kept.get(hash);
              if (subject === undefined) {
                subject = checkpointSubject(partition, epoch, serial++);
                await stored.put(subject, chunk);
              }
              chunks.push({ subject, hash });
            }
            parts.push(chunks);
          }
          const { stateVersion, generation, sequence } = written;
          const next: Pointer = { stateVersion, generation, epoch, sequence, parts };
          revision = await swap(key, next, revision, partition);
          const named = new Set(parts.flat().map((chunk) => chunk.subject));
          const unnamed = pointer.parts.flat().filter((chunk) => !named.has(chunk.subject));
          pointer = next;
          for (const { subject } of unnamed) await stored.delete(subject);
        },
      };
    },
  };

  async function swap(key: string, pointer: Pointer, revision: number, partition: number): Promise<number> {
    const value = JSON.stringify(pointer);
    try {
      return await pointers.swap(key, value, revision);
    } catch (error) {
      // A put whose answer was lost has been made: the entry says so.
      const now = await pointers.get(key);
      if (now && now.revision !== revision && now.value === value) return now.revision;
      if (now && now.revision !== revision) throw new FencedError(partition, pointer.epoch);
      throw error;
    }
  }

  /** Chunks that no pointer names: an owner died between its chunks and its pointer. */
  async function sweep(partition: number, pointer: Pointer): Promise<void> {
    const named = new Set(pointer.parts.flat().map((chunk) => chunk.subject));
    for (const subject of await stored.subjects(checkpointSubjects(partition))) {
      if (!named.has(subject)) await stored.delete(subject);
    }
  }
}
