import { type KV, Kvm, type KvWatchEntry } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/nats-core';
import { type Follower, followAgain } from './follow.ts';

export interface Following extends Follower {
  /** Everything that was in the bucket has been handed over. */
  readonly ready: Promise<void>;
}

/**
 * The bucket, made when it is missing; file storage, the last value of each key.
 * @param ttl milliseconds after which a value that is not put again is gone; for ever without it.
 */
export const openBucket = (connection: NatsConnection, name: string, ttl?: number): Promise<KV> =>
  new Kvm(connection).create(name, { history: 1, ...(ttl === undefined ? {} : { ttl }) });

/**
 * Hands over each value of the bucket, first what is there, then each change; begins again from the start when the
 * watch ends (the server was made anew), so a listener must bear repeats.
 */
export function followBucket(
  open: () => Promise<KV>,
  onEntry: (entry: KvWatchEntry) => void,
  onError: (error: unknown) => void,
): Following {
  const ready = Promise.withResolvers<void>();
  const follower = followAgain(async (onStop) => {
    const kv = await open();
    const { values } = await kv.status();
    const watch = await kv.watch();
    onStop(() => watch.stop());
    if (values === 0) ready.resolve();
    for await (const entry of watch) {
      onEntry(entry);
      if (entry.delta === 0) ready.resolve();
    }
  }, onError);
  return { ready: ready.promise, ...follower };
}
