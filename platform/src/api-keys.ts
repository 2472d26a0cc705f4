import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mintApiKey, openApiKeys } from '@citywatt/access-policy/api-keys';
import type { Scope } from '@citywatt/access-policy/principal';
import { natsAddress } from '@citywatt/service-runtime/nats-address';
import { connect } from '@nats-io/transport-node';
import { z } from 'zod';

const TENANT = 'demo';
/** What a key may do when nothing else is asked for. */
export const DEFAULT_SCOPES: readonly Scope[] = [
  'explore',
  'areas:read',
  'city:read',
  'sensors:read',
  'ingest',
];

const fileSchema = z.object({ city: z.string() });

export interface StartKeys {
  /** The living city's own. */
  readonly city: string;
  /** For whoever started the platform: minted with the data folder, and shown this once. */
  readonly shownOnce: string | undefined;
}

/**
 * The keys that a start needs. The city's is kept in `keys.json` of the data folder, so that not every start mints
 * one; it is made anew when the bucket no longer knows it (NATS's data were removed).
 */
export async function ensureStartKeys(dataFolder: string, natsUrl: string): Promise<StartKeys> {
  const file = join(dataFolder, 'keys.json');
  const connection = await connectPatiently(natsUrl);
  try {
    const known = existsSync(file)
      ? fileSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data
      : undefined;
    if (known) {
      const keys = openApiKeys(connection, () => {});
      await keys.ready;
      const principal = await keys.verify(known.city);
      keys.stop();
      if (principal) return { city: known.city, shownOnce: undefined };
    }
    const city = await mintApiKey(connection, {
      tenant: TENANT,
      scopes: ['areas:read', 'ingest'],
      name: 'living city',
    });
    writeFileSync(file, `${JSON.stringify({ city }, null, 2)}\n`, { mode: 0o600 });
    const shownOnce = await mintApiKey(connection, {
      tenant: TENANT,
      scopes: DEFAULT_SCOPES,
      name: 'first start',
    });
    return { city, shownOnce };
  } finally {
    await connection.close();
  }
}

/** A server that is being started again gets its time. */
const connectPatiently = (natsUrl: string) =>
  connect({
    ...natsAddress(natsUrl),
    waitOnFirstConnect: true,
    maxReconnectAttempts: 40,
    reconnectTimeWait: 250,
  });

/** Mints a key on the platform whose NATS this is. */
export async function mintKey(natsUrl: string, scopes: readonly Scope[], name: string): Promise<string> {
  const connection = await connectPatiently(natsUrl);
  try {
    return await mintApiKey(connection, { tenant: TENANT, scopes, name });
  } finally {
    await connection.close();
  }
}
