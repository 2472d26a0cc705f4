import { PARTITION_COUNT } from '@citywatt/reading-stream/partition';
import { TOKENS_STREAM, TOKENS_SUBJECTS, tokenSubject } from '@citywatt/reading-stream/subjects';
import {
  AckPolicy,
  DiscardPolicy,
  type JetStreamManager,
  type JsMsg,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';
import { type NatsConnection, nanos } from '@nats-io/nats-core';
import { ACK_WAIT_MS } from '../ownership/lease-table.ts';
import type { Token, Tokens } from '../ownership/ports.ts';

const DURABLE = 'owners';
const RENEW_TIMEOUT_MS = 1_000;
const STILL_WORKING = '+WPI';

/** Tokens are messages that are never acknowledged; what is missing of them is made at the first use and after errors. */
export async function openNatsTokens(connection: NatsConnection): Promise<Tokens> {
  const manager = await jetstreamManager(connection);
  const stream = jetstream(connection);
  let ensured = false;
  return {
    async *take(most, waitMs) {
      try {
        if (!ensured) await ensureTokens(manager, (subject) => stream.publish(subject));
        ensured = true;
        const consumer = await stream.consumers.get(TOKENS_STREAM, DURABLE);
        const messages = await consumer.fetch({ max_messages: most, expires: waitMs });
        for await (const message of messages) yield tokenOf(connection, message);
      } catch (error) {
        ensured = false;
        throw error;
      }
    },
  };
}

function tokenOf(connection: NatsConnection, message: JsMsg): Token {
  // Not in the client's type. Its own `working` asks for no answer, and a lease must not live on a renewal unheard.
  const { reply } = message as JsMsg & { readonly reply: string };
  return {
    partition: Number(message.subject.split('.').at(-1)),
    async renew() {
      await connection.request(reply, STILL_WORKING, { timeout: RENEW_TIMEOUT_MS });
    },
    async giveBack() {
      message.nak();
      await connection.flush();
    },
  };
}

async function ensureTokens(
  manager: JetStreamManager,
  publish: (subject: string) => Promise<unknown>,
): Promise<void> {
  await manager.streams
    .add({
      name: TOKENS_STREAM,
      subjects: [TOKENS_SUBJECTS],
      storage: StorageType.File,
      retention: RetentionPolicy.Limits,
      discard: DiscardPolicy.New,
      discard_new_per_subject: true,
      max_msgs_per_subject: 1,
    })
    .catch(async (error) => {
      // Several workers may make it at once.
      await manager.streams.info(TOKENS_STREAM).catch(() => {
        throw error;
      });
    });
  const present = async () => {
    const { state } = await manager.streams.info(TOKENS_STREAM, { subjects_filter: TOKENS_SUBJECTS });
    return new Set(Object.keys(state.subjects ?? {}));
  };
  const before = await present();
  for (let partition = 0; partition < PARTITION_COUNT; partition++) {
    const subject = tokenSubject(partition);
    // Refused when another worker has made it meanwhile: there is one of each.
    if (!before.has(subject)) await publish(subject).catch(() => {});
  }
  await manager.consumers.add(TOKENS_STREAM, {
    durable_name: DURABLE,
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(ACK_WAIT_MS),
    max_deliver: -1,
    max_ack_pending: PARTITION_COUNT,
  });
  if ((await present()).size < PARTITION_COUNT) throw new Error('tokens are missing');
}
