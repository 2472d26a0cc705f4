import { setTimeout as delay } from 'node:timers/promises';
import {
  type ProvisionRequest,
  ProvisionUnansweredError,
  requestProvision,
} from '@citywatt/sensor-directory/provision';
import type { NatsConnection } from '@nats-io/nats-core';
import { TIME_ZONE } from '../city/local-time.ts';
import type { CityDistrict } from '../city/roster.ts';

/** Registry will not make what was asked for. */
export class ProvisionRefusedError extends Error {
  readonly code = 'PROVISION_REFUSED';
}

const TIMEOUT_MS = 20_000;
const RETRY_MS = 500;

/**
 * Asks until registry answers.
 * @param onWaiting told why, each time that nobody has answered.
 * @throws {ProvisionRefusedError}
 */
export async function provision(
  connection: NatsConnection,
  request: ProvisionRequest,
  signal: AbortSignal,
  onWaiting: (reason: string) => void = () => {},
): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    try {
      const answer = await requestProvision(connection, request, TIMEOUT_MS);
      if (answer.status === 'provisioned') return;
      throw new ProvisionRefusedError(`registry refused to provision: ${answer.reason}`);
    } catch (error) {
      if (!(error instanceof ProvisionUnansweredError)) throw error;
      onWaiting(error.message);
      await delay(RETRY_MS, undefined, { signal });
    }
  }
}

/** One district a request: the whole city would not fit one message. */
export const cityRequest = (tenant: string, city: string, of: CityDistrict): ProvisionRequest => ({
  tenant,
  city: { city, name: 'Lisbon', timeZone: TIME_ZONE, clock: 'wall', countryCode: 'PT' },
  districts: [
    {
      district: of.district,
      name: of.name,
      population: of.population,
      sensors: of.sensors.map(({ name, register, customerClass, deliveryPoints, location }) => ({
        name,
        registers: [register],
        customerClass,
        deliveryPoints,
        location,
      })),
    },
  ],
});
