import { setTimeout as delay } from 'node:timers/promises';
import { encodeControl } from '@citywatt/reading-stream/control';
import { partitionOf } from '@citywatt/reading-stream/partition';
import { controlSubject } from '@citywatt/reading-stream/subjects';
import { packDirectory } from '@citywatt/sensor-directory/directory-schema';
import type { JetStreamClient } from '@nats-io/jetstream';
import { type CityOptions, directoryOf, districtKeys } from './city-of-meters.ts';

/** Publishes the directories; the processor makes the stream, and until then nothing is taken. */
export async function untilStreamTakes(stream: JetStreamClient, city: CityOptions): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    try {
      return await publishDirectories(stream, city);
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await delay(100);
    }
  }
}

export async function publishDirectories(stream: JetStreamClient, city: CityOptions): Promise<void> {
  for (const [index, key] of districtKeys(city).entries()) {
    const directory = packDirectory(directoryOf(city, index));
    const message = encodeControl({ type: 'directory.changed', ...key, revision: 1, directory });
    await stream.publish(controlSubject(partitionOf(key)), message);
  }
}

/** Closes all windows of the city. */
export async function endData(stream: JetStreamClient, city: CityOptions): Promise<void> {
  const message = encodeControl({ type: 'data.ended', tenant: 'demo', city: city.city });
  const partitions = new Set(districtKeys(city).map(partitionOf));
  for (const partition of partitions) await stream.publish(controlSubject(partition), message);
}
