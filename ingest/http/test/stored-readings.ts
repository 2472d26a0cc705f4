import { FrameCursor } from '@citywatt/reading-stream/frame';
import { framesSubject, READINGS_STREAM } from '@citywatt/reading-stream/subjects';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';

export interface StoredReading {
  readonly district: string;
  readonly sensorNumber: number;
  readonly eventTime: number;
  readonly value: number;
}

export interface StoredReadings {
  readonly frames: number;
  readonly readings: readonly StoredReading[];
}

/** What the stream holds of a partition, message by message. */
export async function storedReadings(connection: NatsConnection, partition: number): Promise<StoredReadings> {
  const manager = await jetstreamManager(connection);
  const cursor = new FrameCursor();
  const readings: StoredReading[] = [];
  let frames = 0;
  for (let seq = 1; ; ) {
    const query = { seq, next_by_subj: framesSubject(partition) };
    const message = await manager.direct.getMessage(READINGS_STREAM, query);
    if (!message) return { frames, readings };
    frames++;
    seq = message.seq + 1;
    cursor.open(message.data);
    while (cursor.next()) {
      for (let i = 0; i < cursor.count; i++) {
        readings.push({
          district: cursor.key.district,
          sensorNumber: cursor.sensorNumbers[i]!,
          eventTime: cursor.times[i]!,
          value: cursor.values[i]!,
        });
      }
    }
  }
}
