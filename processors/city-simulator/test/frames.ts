import { FrameCursor } from '@citywatt/reading-stream/frame';
import { parseReadingSubject, READINGS_STREAM } from '@citywatt/reading-stream/subjects';
import { jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';

export interface StreamReading {
  readonly city: string;
  readonly district: string;
  readonly sensorNumber: number;
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  readonly value: number;
  readonly ingestTime: number;
  readonly sequence: number;
}

export interface StreamContent {
  readonly readings: readonly StreamReading[];
  readonly controls: readonly {
    readonly partition: number;
    readonly sequence: number;
    readonly text: string;
  }[];
}

/** Everything that READINGS holds now, in order. */
export async function streamContent(connection: NatsConnection): Promise<StreamContent> {
  const readings: StreamReading[] = [];
  const controls: StreamContent['controls'][number][] = [];
  const consumer = await jetstream(connection).consumers.get(READINGS_STREAM);
  const cursor = new FrameCursor();
  const { num_pending: pending } = await consumer.info();
  if (pending === 0) return { readings, controls };
  const messages = await consumer.fetch({ max_messages: pending, expires: 5_000 });
  for await (const message of messages) {
    const subject = parseReadingSubject(message.subject);
    if (subject?.type === 'control') {
      controls.push({
        partition: subject.partition,
        sequence: message.seq,
        text: new TextDecoder().decode(message.data),
      });
    }
    if (subject?.type === 'frames') {
      cursor.open(message.data);
      while (cursor.next()) {
        const { city, district, kind, intervalMs } = cursor.key;
        for (let i = 0; i < cursor.count; i++) {
          const end = cursor.times[i]!;
          readings.push({
            city,
            district,
            kind,
            sensorNumber: cursor.sensorNumbers[i]!,
            start: end - intervalMs,
            end,
            value: cursor.values[i]!,
            ingestTime: cursor.ingestTime,
            sequence: message.seq,
          });
        }
      }
    }
    if (message.info.pending === 0) break;
  }
  return { readings, controls };
}
