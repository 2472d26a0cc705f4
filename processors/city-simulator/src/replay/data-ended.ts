import { setTimeout as delay } from 'node:timers/promises';
import { encodeControl } from '@citywatt/reading-stream/control';
import { partitionOf } from '@citywatt/reading-stream/partition';
import { controlSubject } from '@citywatt/reading-stream/subjects';
import { jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';

const ATTEMPTS = 20;
const RETRY_MS = 500;

/** Tells each partition of the city, its city actor's too, that no more data come: all windows close. */
export async function publishDataEnded(
  connection: NatsConnection,
  city: { readonly tenant: string; readonly city: string },
  districts: Iterable<string>,
  signal: AbortSignal,
): Promise<void> {
  const { tenant, city: slug } = city;
  const partitions = new Set(
    [...districts, ''].map((district) => partitionOf({ tenant, city: slug, district })),
  );
  const message = encodeControl({ type: 'data.ended', tenant, city: slug });
  const stream = jetstream(connection);
  for (const partition of partitions) {
    for (let attempt = 1; ; attempt++) {
      try {
        await stream.publish(controlSubject(partition), message);
        break;
      } catch (error) {
        if (attempt === ATTEMPTS) throw error;
        await delay(RETRY_MS, undefined, { signal });
      }
    }
  }
}
