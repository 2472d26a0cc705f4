import { createHash } from 'node:crypto';
import { EVERY_PARTITION_NUMBER } from '@citywatt/reading-stream/partition';
import { checkpointEpoch, checkpointSubject, checkpointSubjects } from '@citywatt/reading-stream/subjects';
import { z } from 'zod';
import type { ChunkStore, SwapBucket } from '../ports.ts';

/** Under the server's largest message. */
const CHUNK_BYTES = 768 * 1_024;
const CHUNKS_AT_ONCE = 4;
/** The version of a state that was never written, or of which a part is gone: it can only be made anew. */
const NO_STATE = 0;
/** The owner before may write its last checkpoint while it is taken over from. */
const TAKE_OVER_ATTEMPTS = 5;

const pointerSchema = z.object({
  stateVersion: z.number().int(),
  generation: z.number().int(),
  /** Which owner wrote it; a newer owner has a higher one. */
  epoch: z.number().int(),
  /** Two workers that reach for the same epoch would else write the same, and both take the entry for their own. */
  owner: z.string().default(''),
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
   * One call at a time; one that fails may have moved the pointer all the same.
   * @throws {FencedError}
   */
  write(state: StoredState): Promise<void>;
}

export type CheckpointPointer = Pick<Pointer, 'epoch' | 'stateVersion' | 'generation' | 'sequence'>;

export interface CheckpointStore {
  /**
   * Raises the epoch by compare-and-set, so that the owner before is refused from here on.
   * @throws {FencedError} when others do the same again and again.
   */
  takeOver(partition: number): Promise<CheckpointHold>;
  /** The last checkpoint of each partition, whoever wrote it; of one that was never owned nothing. */
  pointers(): Promise<readonly (CheckpointPointer | undefined)[]>;
}

const hashOf = (chunk: Uint8Array) => createHash('sha256').update(chunk).digest('base64url').slice(0, 22);

function* chunksOf(part: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < part.length || at === 0; at += CHUNK_BYTES) yield part.subarray(at, at + CHUNK_BYTES);
}

/**
 * @param owner unique among all workers that ever lived.
 * @param partitions all that there are.
 */
export function checkpointStore(
  pointers: SwapBucket,
  stored: ChunkStore,
  owner: string,
  partitions: readonly number[] = EVERY_PARTITION_NUMBER,
): CheckpointStore {
  return {
    async takeOver(partition) {
      const taken = await raiseEpoch(partition);
      const { epoch } = taken.pointer;
      let { pointer, revision } = taken;
      await sweep(partition, pointer);
      let serial = 0;
      const { stateVersion, generation, sequence } = pointer;
      const parts = sequence < 0 ? undefined : await readParts(stored, pointer.parts);
      const state =
        sequence < 0
          ? undefined
          : { stateVersion: parts ? stateVersion : NO_STATE, generation, sequence, parts: parts ?? [] };
      /** Subjects of chunks that are there, or perhaps are: of a put, too, the answer may be lost. */
      const present = new Set(pointer.parts.flat().map((chunk) => chunk.subject));

      return {
        epoch,
        stored: state,
        async write(written) {
          const kept = new Map(pointer.parts.flat().map((chunk) => [chunk.hash, chunk.subject]));
          const added: string[] = [];
          const parts: Pointer['parts'] = [];
          for (const part of written.parts) {
            const chunks: Pointer['parts'][number] = [];
            for (const chunk of chunksOf(part)) {
              const hash = hashOf(chunk);
              let subject = kept.get(hash);
              if (subject === undefined) {
                subject = checkpointSubject(partition, epoch, serial++);
                present.add(subject);
                added.push(subject);
                await stored.put(subject, chunk);
              }
              chunks.push({ subject, hash });
            }
            parts.push(chunks);
          }
          const { stateVersion, generation, sequence } = written;
          const next: Pointer = { stateVersion, generation, epoch, owner, sequence, parts };
          try {
            revision = await swap(partition, next, revision);
          } catch (error) {
            if (error instanceof FencedError) {
              // Who took over has swept already. It may stand on them all the same: of a swap the answer may be lost.
              const now = await read(partition).catch(() => undefined);
              if (now) await deleteUnnamed(new Set(added), now.pointer.parts);
            }
            throw error;
          }
          pointer = next;
          await deleteUnnamed(present, parts);
        },
      };
    },
    async pointers() {
      return await Promise.all(partitions.map(async (partition) => (await read(partition))?.pointer));
    },
  };

  /** What cannot be deleted now is deleted with the next checkpoint, or swept by the next owner. */
  async function deleteUnnamed(present: Set<string>, parts: Pointer['parts']): Promise<void> {
    const named = new Set(parts.flat().map((chunk) => chunk.subject));
    try {
      for (const subject of present) {
        if (named.has(subject)) continue;
        await stored.delete(subject);
        present.delete(subject);
      }
    } catch {}
  }

  async function read(partition: number): Promise<{ pointer: Pointer; revision: number } | undefined> {
    const entry = await pointers.get(String(partition));
    return entry && { pointer: pointerSchema.parse(JSON.parse(entry.value)), revision: entry.revision };
  }

  async function raiseEpoch(partition: number): Promise<{ pointer: Pointer; revision: number }> {
    for (let attempt = 1; ; attempt++) {
      const before = await read(partition);
      const pointer: Pointer = before
        ? { ...before.pointer, epoch: before.pointer.epoch + 1, owner }
        : { stateVersion: NO_STATE, generation: 0, epoch: 1, owner, sequence: -1, parts: [] };
      try {
        return { pointer, revision: await swap(partition, pointer, before?.revision ?? 0) };
      } catch (error) {
        if (!(error instanceof FencedError) || attempt === TAKE_OVER_ATTEMPTS) throw error;
      }
    }
  }

  async function swap(partition: number, pointer: Pointer, revision: number): Promise<number> {
    const value = JSON.stringify(pointer);
    try {
      return await pointers.swap(String(partition), value, revision);
    } catch (error) {
      const now = await read(partition);
      if (!now || now.revision === revision) throw error;
      // The entry is this owner's: of this put or of an earlier one the answer was lost.
      const own = now.pointer.owner === owner && now.pointer.epoch === pointer.epoch;
      if (!own) throw new FencedError(partition, pointer.epoch);
      if (JSON.stringify(now.pointer) === value) return now.revision;
      return await swap(partition, pointer, now.revision);
    }
  }

  /**
   * Chunks that no pointer names: an owner died between its chunks and its pointer. Of earlier epochs only: an owner that
   * stood still since it took over must not delete what a newer one has written.
   */
  async function sweep(partition: number, pointer: Pointer): Promise<void> {
    const named = new Set(pointer.parts.flat().map((chunk) => chunk.subject));
    for (const subject of await stored.subjects(checkpointSubjects(partition))) {
      if (!named.has(subject) && checkpointEpoch(subject) < pointer.epoch) await stored.delete(subject);
    }
  }
}

/** Nothing when a chunk is gone. Few at a time: a large state must fit in the connection's buffers. */
async function readParts(
  stored: ChunkStore,
  parts: Pointer['parts'],
): Promise<readonly Uint8Array[] | undefined> {
  const waiting = parts.flat();
  const found = new Map<string, Uint8Array>();
  const readOn = async () => {
    for (let chunk = waiting.shift(); chunk; chunk = waiting.shift()) {
      const data = await stored.get(chunk.subject);
      if (data) found.set(chunk.subject, data);
    }
  };
  await Promise.all(Array.from({ length: CHUNKS_AT_ONCE }, readOn));
  if (parts.flat().some(({ subject }) => !found.has(subject))) return undefined;
  // Copies of their own, so that their columns are aligned and nothing holds the messages.
  return parts.map((part) => new Uint8Array(Buffer.concat(part.map(({ subject }) => found.get(subject)!))));
}
