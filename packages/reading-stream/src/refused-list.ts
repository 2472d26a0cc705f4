import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import { decodeRefusedMessage, type RefusedMessage, refusedOriginal } from './refused-message.ts';
import { deleteStored, storedMessage, storedMessages } from './stored-messages.ts';
import { isReadingStreamFull } from './stream-full.ts';
import { DEADLETTER_STREAM } from './subjects.ts';

/** One message of the list. */
export interface ListedRefusal {
  /** In `DEADLETTER`. */
  readonly messageSequence: number;
  /** When it was put there, milliseconds since 1970 UTC. */
  readonly time: number;
  readonly refused: RefusedMessage;
}

/** A message that could not be read is of no tenant, and whoever operates the platform sees it. */
const isSeenBy = (tenant: string, refused: RefusedMessage) =>
  refused.tenant === '' || refused.tenant === tenant;

/** @param after the last message of the page before. */
export async function refusedPage(
  manager: JetStreamManager,
  tenant: string,
  first: number,
  after = 0,
): Promise<{ readonly messages: readonly ListedRefusal[]; readonly hasNext: boolean }> {
  const messages: ListedRefusal[] = [];
  for await (const { seq, time, data } of storedMessages(manager, DEADLETTER_STREAM, after + 1)) {
    const refused = decodeRefusedMessage(data);
    if (!refused || !isSeenBy(tenant, refused)) continue;
    if (messages.length === first) return { messages, hasNext: true };
    messages.push({ messageSequence: seq, time: time.getTime(), refused });
  }
  return { messages, hasNext: false };
}

async function refusedAt(
  manager: JetStreamManager,
  tenant: string,
  messageSequence: number,
): Promise<RefusedMessage | undefined> {
  const stored = await storedMessage(manager, DEADLETTER_STREAM, messageSequence);
  const refused = stored && decodeRefusedMessage(stored.data);
  return refused && isSeenBy(tenant, refused) ? refused : undefined;
}

export type RefusedReplayed =
  /** `missing` are not on the list, or not to be had as they were. */
  | { readonly outcome: 'replayed'; readonly replayed: number; readonly missing: readonly number[] }
  | { readonly outcome: 'stream full' };

/**
 * Publishes messages to READINGS again as they came, and takes each from the list once the stream has it. A repeat is
 * harmless: readings are known by their identity, control messages carry revisions, city inputs versions.
 */
export async function replayRefused(
  client: JetStreamClient,
  manager: JetStreamManager,
  tenant: string,
  messageSequences: readonly number[],
): Promise<RefusedReplayed> {
  if (await isReadingStreamFull(manager)) return { outcome: 'stream full' };
  const missing: number[] = [];
  for (const messageSequence of messageSequences) {
    const refused = await refusedAt(manager, tenant, messageSequence);
    const original = refused && refusedOriginal(refused);
    if (!original) {
      missing.push(messageSequence);
      continue;
    }
    await client.publish(original.subject, original.data);
    await deleteStored(manager, DEADLETTER_STREAM, messageSequence);
  }
  return { outcome: 'replayed', replayed: messageSequences.length - missing.length, missing };
}

/** Takes messages from the list for good. @returns those that are not on it. */
export async function discardRefused(
  manager: JetStreamManager,
  tenant: string,
  messageSequences: readonly number[],
): Promise<readonly number[]> {
  const missing: number[] = [];
  for (const messageSequence of messageSequences) {
    if (await refusedAt(manager, tenant, messageSequence))
      await deleteStored(manager, DEADLETTER_STREAM, messageSequence);
    else missing.push(messageSequence);
  }
  return missing;
}
