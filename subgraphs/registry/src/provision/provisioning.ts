import {
  cityId,
  type DistrictKey,
  districtId,
  districtKeyText,
  tenantId,
} from '@citywatt/reading-stream/identity';
import { type ProvisionAnswer, provisionRequestSchema } from '@citywatt/sensor-directory/provision';
import { z } from 'zod';
import type { DirectoryRelay } from '../publication/directory-relay.ts';
import type { RegistryStore } from '../store/connection.ts';
import { SensorElsewhereError } from '../store/new-sensors.ts';
import { provisionStore } from '../store/provision.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { faultOf } from './request-fault.ts';

interface Written {
  readonly key: DistrictKey;
  readonly revision: number;
}

type Writing =
  | { readonly status: 'written'; readonly districts: readonly Written[] }
  | { readonly status: 'refused'; readonly reason: string };

/** Resolves when the change is in the store; the relay publishes it. A refusal is one that no repeat would cure. */
export type WriteProvision = (body: unknown) => Promise<Writing>;

export interface Provisioning {
  /** Resolves when stream and bucket hold it too. */
  provision(body: unknown): Promise<ProvisionAnswer>;
}

export function provisionWriter(store: RegistryStore): WriteProvision {
  // They would wait for one another in the store, each with a connection that those who read need.
  const inTurn = oneAtATime();

  return async (body) => {
    const read = provisionRequestSchema.safeParse(body);
    if (!read.success) return { status: 'refused', reason: z.prettifyError(read.error) };
    const request = read.data;
    const fault = faultOf(request);
    if (fault) return { status: 'refused', reason: fault };
    const tenant = tenantId(request.tenant);
    const city = cityId(request.city.city);
    try {
      const revisions = await inTurn(() => provisionStore(store, tenant, request));
      const districts = [...revisions].map(([district, revision]) => ({
        key: { tenant, city, district: districtId(district) },
        revision,
      }));
      return { status: 'written', districts };
    } catch (error) {
      if (error instanceof SensorElsewhereError) return { status: 'refused', reason: error.message };
      throw error;
    }
  };
}

export function createProvisioning(
  write: WriteProvision,
  relay: Pick<DirectoryRelay, 'delivered'>,
): Provisioning {
  return {
    async provision(body) {
      const writing = await write(body);
      if (writing.status === 'refused') return writing;
      await Promise.all(writing.districts.map(({ key, revision }) => relay.delivered(key, revision)));
      return {
        status: 'provisioned',
        revisions: Object.fromEntries(
          writing.districts.map(({ key, revision }) => [districtKeyText(key), revision]),
        ),
      };
    },
  };
}
