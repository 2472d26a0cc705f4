import { readFile } from 'node:fs/promises';
import { DEMO_TENANT } from '@citywatt/reading-stream/identity';
import type { WriteProvision } from '../provision/provisioning.ts';

export type SeedName = 'lisbon' | 'none';

export class SeedRefusedError extends Error {
  readonly code = 'SEED_REFUSED';
  constructor(seed: SeedName, reason: string) {
    super(`the seed ${seed} cannot be used: ${reason}`);
  }
}

/**
 * Makes the city of the seed, without sensors, as a provision request would; what exists stays as it is.
 * To be called before `provision` is served: a request that names one of its districts knows no outline of it.
 */
export async function applySeed(seed: SeedName, write: WriteProvision): Promise<void> {
  if (seed === 'none') return;
  const { city, districts } = JSON.parse(await readFile(new URL(`./${seed}.json`, import.meta.url), 'utf8'));
  const written = await write({
    tenant: DEMO_TENANT,
    city,
    districts: districts.map((district: object) => ({ ...district, sensors: [] })),
  });
  if (written.status === 'refused') throw new SeedRefusedError(seed, written.reason);
}
