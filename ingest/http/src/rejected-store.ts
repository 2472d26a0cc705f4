import { REJECTED_STREAM, rejectedSubject } from '@citywatt/reading-stream/subjects';
import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import { decodeRejected, encodeRejected, type RejectedBatch } from './rejected-batch.ts';
import { UnavailableError } from './unavailable.ts';

const DOOR = 'http';
const ANSWER_MS = 5_000;

export interface StoredBatch extends RejectedBatch {
  readonly sequence: number;
}

/** Rejected items of this door in the stream REJECTED. */
export interface RejectedStore {
  /** Resolves to the sequence when the stream has the batch. @throws {UnavailableError} */
  keep(tenant: string, batch: RejectedBatch): Promise<number>;
  /** The first batch at or behind `sequence`. @throws {UnavailableError} */
  next(tenant: string, sequence: number): Promise<StoredBatch | undefined>;
  remove(sequence: number): Promise<void>;
  /** Sequence of the newest message. */
  last(): Promise<number>;
}

export function createRejectedStore(stream: JetStreamClient, manager: JetStreamManager): RejectedStore {
  async function asked<Answer>(what: string, answer: Promise<Answer>): Promise<Answer> {
    try {
      return await answer;
    } catch (cause) {
      throw new UnavailableError('rejected-away', `rejected items cannot be ${what} now`, 2, cause);
    }
  }
  return {
    async keep(tenant, batch) {
      const subject = rejectedSubject(tenant, DOOR);
      const { seq } = await asked(
        'kept',
        stream.publish(subject, encodeRejected(batch), { timeout: ANSWER_MS }),
      );
      return seq;
    },
    async next(tenant, sequence) {
      const query = { seq: Math.max(1, sequence), next_by_subj: rejectedSubject(tenant, DOOR) };
      const message = await asked('listed', manager.direct.getMessage(REJECTED_STREAM, query));
      return message ? { ...decodeRejected(message.data), sequence: message.seq } : undefined;
    },
    async remove(sequence) {
      await asked('removed', manager.streams.deleteMessage(REJECTED_STREAM, sequence, false));
    },
    async last() {
      const info = await asked('listed', manager.streams.info(REJECTED_STREAM));
      return info.state.last_seq;
    },
  };
}
