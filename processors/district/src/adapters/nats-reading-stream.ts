import { PARTITION_COUNT } from '@citywatt/reading-stream/partition';
import {
  EVERY_PARTITION,
  partitionSubjects,
  READINGS_STREAM,
  TICK_SUBJECT,
} from '@citywatt/reading-stream/subjects';
import { DeliverPolicy, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import type { MessageSink, ReadingStream } from '../ports.ts';

const PULL_BYTES = 8 * 1_048_576;

/** READINGS through one ordered consumer. */
export function natsReadingStream(stream: JetStreamClient, manager: JetStreamManager): ReadingStream {
  return {
    async open(fromSequence, partitions) {
      const consumer = await stream.consumers.get(READINGS_STREAM, {
        filter_subjects: [...subjectsOf(partitions), TICK_SUBJECT],
        deliver_policy: DeliverPolicy.StartSequence,
        opt_start_seq: fromSequence,
      });
      const messages = await consumer.consume({
        max_bytes: PULL_BYTES,
        expires: 5_000,
        idle_heartbeat: 1_000,
        abort_on_missing_resource: true,
      });
      return {
        stop: () => messages.stop(),
        async *[Symbol.asyncIterator]() {
          try {
            for await (const { subject, seq, data, info } of messages) {
              yield { subject, sequence: seq, data, pending: info.pending };
            }
          } finally {
            // The server would keep it for minutes, and partitions come and go.
            await consumer.delete().catch(() => {});
          }
        },
      };
    },
    async state() {
      const { config, state } = await manager.streams.info(READINGS_STREAM);
      return { firstSequence: state.first_seq, filled: state.bytes / config.max_bytes };
    },
    async subjects(filter) {
      const { state } = await manager.streams.info(READINGS_STREAM, { subjects_filter: filter });
      return Object.keys(state.subjects ?? {});
    },
    async purge(filter, through) {
      await manager.streams.purge(READINGS_STREAM, { filter, seq: through + 1 });
    },
  };
}

const subjectsOf = (partitions: readonly number[]) =>
  partitions.length === PARTITION_COUNT ? [EVERY_PARTITION] : partitions.map(partitionSubjects);

export const natsMessageSink = (stream: JetStreamClient): MessageSink => ({
  async publish(subject, data) {
    await stream.publish(subject, data);
  },
});
