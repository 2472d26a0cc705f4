import { parseReadingSubject } from '@citywatt/reading-stream/subjects';
import type { Logger } from '@citywatt/service-runtime/logger';
import type { PartitionActor } from '../actor/partition-actor.ts';
import type { StreamMessage } from '../ports.ts';
import type { OwnedPartition } from './owned-partition.ts';

/**
 * Applies a message to the partitions that it is for, unless they have had it or their lease has ended.
 * @returns the number of readings in it.
 */
export function applyMessage(
  actor: PartitionActor,
  logger: Logger,
  { subject: name, sequence, data }: StreamMessage,
  partitions: ReadonlyMap<number, OwnedPartition>,
): number {
  const subject = parseReadingSubject(name);
  if (!subject) return 0;
  if (subject.type === 'tick') {
    for (const partition of partitions.values()) {
      if (!takes(partition, sequence)) continue;
      partition.context.sequence = sequence;
      actor.tick(partition.context, partition.state, data);
    }
    return 0;
  }
  const partition = partitions.get(subject.partition);
  if (!partition || !takes(partition, sequence)) return 0;
  const { context, state } = partition;
  context.sequence = sequence;
  try {
    if (subject.type === 'frames') return actor.frame(context, state, data);
    if (subject.type === 'control') actor.control(context, state, data);
    else actor.cityInput(context, state, data);
  } catch (error) {
    // Decoders check a whole message before anything is applied: what cannot be read has changed nothing.
    logger.error({ err: error, subject: name, sequence }, 'a message cannot be read');
    context.outbox.deadletter(subject.partition, {
      reason: error instanceof Error ? error.message : String(error),
      tenant: '',
      city: '',
      district: '',
      sequence,
      subject: name,
      bytes: data.length,
      detail: { base64: Buffer.from(data).toString('base64') },
    });
  } finally {
    state.position = sequence;
  }
  return 0;
}

const takes = ({ state, lease }: OwnedPartition, sequence: number) =>
  sequence > state.position && lease.holds();
