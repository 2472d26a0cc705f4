import { JetStreamApiError, type JetStreamManager, type StoredMsg } from '@nats-io/jetstream';
import { DEADLETTER_STREAM, DEADLETTER_SUBJECTS, LATE_STREAM, LATE_SUBJECTS } from './subjects.ts';

export type HeldStream = typeof LATE_STREAM | typeof DEADLETTER_STREAM;

const SUBJECTS: Readonly<Record<HeldStream, string>> = {
  [LATE_STREAM]: LATE_SUBJECTS,
  [DEADLETTER_STREAM]: DEADLETTER_SUBJECTS,
};

const MESSAGES_A_BATCH = 256;
const BYTES_A_BATCH = 8 * 1_048_576;
const NOT_FOUND = 404;
const NO_MESSAGE = 10_037;

/** What the stream holds, the oldest first, from a message on. */
export async function* storedMessages(
  manager: JetStreamManager,
  stream: HeldStream,
  from: number,
): AsyncGenerator<StoredMsg> {
  for (let next = Math.max(from, 1); ; ) {
    const messages = await messagesFrom(manager, stream, next);
    for (const message of messages) {
      yield message;
      next = message.seq + 1;
    }
    if (messages.length === 0) return;
  }
}

async function messagesFrom(
  manager: JetStreamManager,
  stream: HeldStream,
  seq: number,
): Promise<StoredMsg[]> {
  try {
    const batch = { batch: MESSAGES_A_BATCH, max_bytes: BYTES_A_BATCH };
    const asked = { seq, next_by_subj: SUBJECTS[stream], ...batch };
    return await Array.fromAsync(await manager.direct.getBatch(stream, asked));
  } catch (error) {
    // There is none from there on. The client keeps the class of this error to itself.
    if (error instanceof Error && 'code' in error && error.code === NOT_FOUND) return [];
    throw error;
  }
}

/** Undefined when it is not there, any more or at all. */
export async function storedMessage(
  manager: JetStreamManager,
  stream: HeldStream,
  seq: number,
): Promise<StoredMsg | undefined> {
  try {
    return (await manager.streams.getMessage(stream, { seq })) ?? undefined;
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === NO_MESSAGE) return undefined;
    throw error;
  }
}

/** Also when someone else was quicker. */
export async function deleteStored(
  manager: JetStreamManager,
  stream: HeldStream,
  seq: number,
): Promise<void> {
  try {
    await manager.streams.deleteMessage(stream, seq, false);
  } catch (error) {
    if (!(error instanceof JetStreamApiError)) throw error;
    if (await storedMessage(manager, stream, seq)) throw error;
  }
}
