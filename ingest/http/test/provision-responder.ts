import type { DistrictDirectory } from '@citywatt/sensor-directory/directory';
import { putDistrict } from '@citywatt/sensor-directory/directory-store';
import {
  encodeProvision,
  PROVISION_SUBJECT,
  type ProvisionAnswer,
  provisionRequestSchema,
} from '@citywatt/sensor-directory/provision';
import type { NatsConnection } from '@nats-io/nats-core';

export interface ProvisionResponder {
  readonly requests: number;
  stop(): void;
}

/** Answers `provision` by the contract, for one district held in memory: the bucket first, then the answer. */
export function answerProvision(connection: NatsConnection, district: DistrictDirectory): ProvisionResponder {
  let held = district;
  let requests = 0;
  async function provision(data: Uint8Array): Promise<ProvisionAnswer> {
    const request = provisionRequestSchema.parse(JSON.parse(new TextDecoder().decode(data)));
    const wanted = request.districts.flatMap((asked) =>
      asked.district === held.district ? asked.sensors : [],
    );
    const added = wanted.filter(({ name }) => !held.sensors.some((sensor) => sensor.name === name));
    const registerSets = [...held.registerSets, ...added.map(({ registers }) => registers)];
    held = {
      ...held,
      revision: held.revision + 1,
      registerSets,
      sensors: [
        ...held.sensors,
        ...added.map(({ name, customerClass, deliveryPoints }, i) => ({
          name,
          customerClass,
          deliveryPoints,
          number: held.sensors.length + i,
          registerSet: held.registerSets.length + i,
          active: true,
        })),
      ],
    };
    await putDistrict(connection, held);
    return {
      status: 'provisioned',
      revisions: { [`${held.tenant}/${held.city}/${held.district}`]: held.revision },
    };
  }
  let turn: Promise<unknown> = Promise.resolve();
  const subscription = connection.subscribe(PROVISION_SUBJECT, {
    callback: (error, message) => {
      if (error) return;
      requests++;
      turn = turn.then(async () => message.respond(encodeProvision(await provision(message.data))));
    },
  });
  return {
    get requests() {
      return requests;
    },
    stop: () => subscription.unsubscribe(),
  };
}
