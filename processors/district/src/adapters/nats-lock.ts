import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { openBucket } from '@citywatt/reading-stream/watched-bucket';
import type { NatsConnection } from '@nats-io/nats-core';

const BUCKET = 'locks';
/** The lock of one that is gone ends after this. */
const LOCK_MS = 5_000;
const RENEW_MS = 1_000;
const RETRY_MS = 100;

type Bucket = Awaited<ReturnType<typeof openBucket>>;

/**
 * Does the work while nobody else does anything under the same key.
 * @param work gets a signal that says that the lock is lost: this process stood still, or NATS was away, for too long.
 */
export async function underLock<Result>(
  connection: NatsConnection,
  key: string,
  work: (lost: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const kv = await openBucket(connection, BUCKET, LOCK_MS);
  const holder = randomUUID();
  let revision = await take(kv, key, holder);
  const lost = new AbortController();
  const released = new AbortController();
  const renewing = (async () => {
    for (let until = performance.now() + LOCK_MS; !released.signal.aborted; ) {
      await delay(RENEW_MS, undefined, { signal: released.signal }).catch(() => {});
      if (released.signal.aborted) return;
      const sent = performance.now();
      try {
        revision = await kv.update(key, holder, revision);
        until = sent + LOCK_MS;
      } catch {
        if (performance.now() < until) continue;
        lost.abort();
        return;
      }
    }
  })();
  try {
    return await work(lost.signal);
  } finally {
    released.abort();
    await renewing;
    // Whoever has it by now keeps it; of one that cannot be given back the end comes by itself.
    await kv.delete(key, { previousSeq: revision }).catch(() => {});
  }
}

async function take(kv: Bucket, key: string, holder: string): Promise<number> {
  for (;;) {
    try {
      return await kv.create(key, holder);
    } catch (error) {
      if (!(await kv.get(key))) throw error;
    }
    await delay(RETRY_MS);
  }
}
