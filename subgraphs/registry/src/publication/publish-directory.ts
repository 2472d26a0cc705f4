import { encodeControl } from '@citywatt/reading-stream/control';
import { districtKeyText } from '@citywatt/reading-stream/identity';
import { partitionOf } from '@citywatt/reading-stream/partition';
import { controlSubject } from '@citywatt/reading-stream/subjects';
import type { DistrictDirectory } from '@citywatt/sensor-directory/directory';
import { packDirectory } from '@citywatt/sensor-directory/directory-schema';
import { putDistrict } from '@citywatt/sensor-directory/directory-store';
import { jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';

export interface DirectoryPublisher {
  /**
   * The stream first and, once it has acknowledged, the bucket: a door that knows a sensor can then only write behind
   * the message that names it. Both take a repeat: actors and bucket ignore a revision that is not higher than theirs.
   * @returns the revision that the bucket holds then; of two registries the other may have been faster.
   */
  publish(directory: DistrictDirectory): Promise<number>;
  /** The stream was made anew: it holds nothing of what was sent before. */
  forget(): void;
}

export function createDirectoryPublisher(connection: NatsConnection): DirectoryPublisher {
  // A bucket that refuses is tried for hours; the stream must not get the same directory each time.
  const onStream = new Map<string, number>();
  return {
    async publish(directory) {
      const key = districtKeyText(directory);
      if ((onStream.get(key) ?? -1) < directory.revision) {
        await sendToStream(connection, directory);
        onStream.set(key, directory.revision);
      }
      return await putDistrict(connection, directory);
    },
    forget: () => onStream.clear(),
  };
}

async function sendToStream(connection: NatsConnection, directory: DistrictDirectory): Promise<void> {
  const { tenant, city, district, revision } = directory;
  await jetstream(connection).publish(
    controlSubject(partitionOf(directory)),
    encodeControl({
      type: 'directory.changed',
      tenant,
      city,
      district,
      revision,
      directory: packDirectory(directory),
    }),
  );
}
