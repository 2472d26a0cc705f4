import { encodeControl } from '@citywatt/reading-stream/control';
import { partitionOf } from '@citywatt/reading-stream/partition';
import { controlSubject } from '@citywatt/reading-stream/subjects';
import type { DistrictDirectory } from '@citywatt/sensor-directory/directory';
import { packDirectory } from '@citywatt/sensor-directory/directory-schema';
import { putDistrict } from '@citywatt/sensor-directory/directory-store';
import { jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';

/**
 * The stream first and, once it has acknowledged, the bucket: a door that knows a sensor can then only write behind
 * the message that names it. Both take a repeat: actors and bucket ignore a revision that is not higher than theirs.
 */
export async function publishDirectory(
  connection: NatsConnection,
  directory: DistrictDirectory,
): Promise<void> {
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
  await putDistrict(connection, directory);
}
