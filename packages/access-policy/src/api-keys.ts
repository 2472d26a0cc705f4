import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { followBucket, openBucket } from '@citywatt/reading-stream/watched-bucket';
import type { NatsConnection } from '@nats-io/nats-core';
import { z } from 'zod';
import { type Principal, SCOPES, type Scope } from './principal.ts';

/** docs/adr/0003: id to hash of the secret, tenant and scopes; held in memory by a watch. */
const BUCKET = 'api_keys';

const entrySchema = z.object({
  /** SHA-256 of the secret, hexadecimal: the secret is 256 random bits, so a slow hash would only slow requests. */
  secretHash: z.string().length(64),
  tenant: z.string(),
  scopes: z.array(z.enum(SCOPES)),
  name: z.string(),
  createdAt: z.string(),
});
type Entry = z.infer<typeof entrySchema>;

export interface ApiKeys {
  /** Resolves when every key that there was is known. */
  readonly ready: Promise<void>;
  /** Resolves to nothing for a key that is unknown, revoked or malformed. */
  verify(key: string): Promise<Principal | undefined>;
  stop(): void;
}

export interface NewApiKey {
  readonly tenant: string;
  readonly scopes: readonly Scope[];
  /** For people: what it is for. */
  readonly name: string;
}

const hash = (secret: string) => createHash('sha256').update(secret).digest('hex');

/** Watches the keys; `onError` is told of entries that cannot be read and of a watch that broke (it is begun anew). */
export function openApiKeys(connection: NatsConnection, onError: (error: unknown) => void): ApiKeys {
  const entries = new Map<string, Entry>();
  const following = followBucket(
    () => openBucket(connection, BUCKET),
    (change) => {
      if (change.operation !== 'PUT') {
        entries.delete(change.key);
        return;
      }
      const entry = entrySchema.safeParse(change.json());
      if (entry.success) entries.set(change.key, entry.data);
      else onError(entry.error);
    },
    onError,
  );
  return {
    ready: following.ready,
    async verify(key) {
      const [, id, secret] = /^cw_([a-z0-9]{12})_([\w-]{43})$/.exec(key) ?? [];
      const entry = id === undefined ? undefined : entries.get(id);
      if (!entry || secret === undefined) return undefined;
      if (!timingSafeEqual(Buffer.from(hash(secret), 'hex'), Buffer.from(entry.secretHash, 'hex')))
        return undefined;
      return { tenant: entry.tenant, subject: `key:${id}`, roles: [], scopes: entry.scopes };
    },
    stop: () => following.stop(),
  };
}

/** Makes a key and resolves to it, `cw_<id>_<secret>`; the secret is kept nowhere. */
export async function mintApiKey(connection: NatsConnection, wanted: NewApiKey): Promise<string> {
  const bucket = await openBucket(connection, BUCKET);
  const id = randomBytes(6).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  const entry: Entry = {
    secretHash: hash(secret),
    tenant: wanted.tenant,
    scopes: [...wanted.scopes],
    name: wanted.name,
    createdAt: new Date().toISOString(),
  };
  await bucket.create(id, JSON.stringify(entry));
  return `cw_${id}_${secret}`;
}

/** The key is refused as soon as the watches have heard of it. */
export async function revokeApiKey(connection: NatsConnection, id: string): Promise<void> {
  const bucket = await openBucket(connection, BUCKET);
  await bucket.delete(id);
}
