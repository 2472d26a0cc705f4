import { encodeControl } from '@citywatt/reading-stream/control';
import { partitionOf } from '@citywatt/reading-stream/partition';
import { controlSubject } from '@citywatt/reading-stream/subjects';
import type { DistrictDirectory } from '@citywatt/sensor-directory/directory';
import { packDirectory } from '@citywatt/sensor-directory/directory-schema';
import { putDistrict } from '@citywatt/sensor-directory/directory-store';
import {
  encodeProvision,
  PROVISION_SUBJECT,
  provisionRequestSchema,
} from '@citywatt/sensor-directory/provision';
import { jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';

/**
 * Serves `provision` over the contract's own directory, without registry's database: the door on the other side of it
 * is the real one.
 */
export function serveProvision(connection: NatsConnection): { stop(): void } {
  const directories = new Map<string, DistrictDirectory>();
  const subscription = connection.subscribe(PROVISION_SUBJECT);
  void (async () => {
    for await (const message of subscription) {
      const { tenant, city, districts } = provisionRequestSchema.parse(JSON.parse(message.string()));
      const revisions: Record<string, number> = {};
      for (const { district, name, sensors } of districts) {
        const key = `${tenant}/${city.city}/${district}`;
        const before = directories.get(key);
        const known = new Set(before?.sensors.map((sensor) => sensor.name));
        const fresh = sensors.filter((sensor) => !known.has(sensor.name));
        const directory: DistrictDirectory = {
          tenant,
          city: city.city,
          district,
          revision: (before?.revision ?? 0) + (fresh.length > 0 || !before ? 1 : 0),
          name,
          timeZone: city.timeZone,
          clock: city.clock,
          boundary: [],
          areaKm2: 0,
          registerSets: [...(before?.registerSets ?? []), ...fresh.map(({ registers }) => registers)],
          sensors: [
            ...(before?.sensors ?? []),
            ...fresh.map((sensor, i) => ({
              name: sensor.name,
              number: known.size + i,
              registerSet: known.size + i,
              customerClass: sensor.customerClass,
              deliveryPoints: sensor.deliveryPoints,
              active: true,
            })),
          ],
        };
        directories.set(key, directory);
        await jetstream(connection).publish(
          controlSubject(partitionOf(directory)),
          encodeControl({
            type: 'directory.changed',
            tenant,
            city: city.city,
            district,
            revision: directory.revision,
            directory: packDirectory(directory),
          }),
        );
        await putDistrict(connection, directory);
        revisions[key] = directory.revision;
      }
      message.respond(encodeProvision({ status: 'provisioned', revisions }));
    }
  })();
  return { stop: () => subscription.unsubscribe() };
}
