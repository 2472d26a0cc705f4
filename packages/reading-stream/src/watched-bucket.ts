import { type KV, Kvm, type KvWatchEntry } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/nats-core';

export interface Following {
  /** Everything that was in the bucket has been handed over. */
  readonly ready: Promise<void>;
  stop(): void;
}

const RETRY_MS = 500;

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
  let stopped = false;
  let watch: Awaited<ReturnType<KV['watch']>> | undefined;
  let wake = () => {};

  async function once() {
    const kv = await open();
    const { values } = await kv.status();
    watch = await kv.watch();
    if (stopped) watch.stop();
    if (values === 0) ready.resolve();
    for await (const entry of watch) {
      onEntry(entry);
      if (entry.delta === 0) ready.resolve();
    }
  }

  async function follow() {
    while (!stopped) {
      try {
        await once();
      } catch (error) {
        if (!stopped) onError(error);
      }
      if (stopped) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, RETRY_MS).unref();
      });
    }
  }
  void follow();

  return {
    ready: ready.promise,
    stop() {
      stopped = true;
      watch?.stop();
      wake();
    },
  };
}
