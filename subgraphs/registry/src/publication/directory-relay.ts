import { type DistrictKey, districtKeyText } from '@citywatt/reading-stream/identity';
import { CACHE_INVALIDATE_SUBJECT, encodeInvalidation } from '@citywatt/service-runtime/cache-invalidation';
import type { Logger } from '@citywatt/service-runtime/logger';
import type { Readiness } from '@citywatt/service-runtime/running';
import type { NatsConnection } from '@nats-io/nats-core';
import { registryTag } from '../resolvers/registry-loaders.ts';
import type { RegistryStore } from '../store/connection.ts';
import { allDistrictKeys, readDirectory } from '../store/directories.ts';
import { settleDirectory, waitingDistricts } from '../store/outbox.ts';
import { DeliveredRevisions } from './delivered-revisions.ts';
import { createDirectoryPublisher } from './publish-directory.ts';
import { readingsMade } from './readings-made.ts';
import { StoreBehindError } from './store-behind.ts';

/** Looks for lines that another registry wrote and did not live to publish, and for a stream that was made anew. */
const POLL_MS = 1_000;
const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 2_000;
/** Directories read and sent at once. */
const AT_ONCE = 4;

export interface DirectoryRelay {
  /** Resolves when stream and bucket hold this revision or a higher one; however long that takes. */
  delivered(key: DistrictKey, revision: number): Promise<void>;
  readiness(): Readiness;
  stop(): Promise<void>;
}

/**
 * Publishes the directory of each district that the outbox names, and of all districts to a stream that is new to it:
 * at each start and when NATS has lost its data.
 */
export function startDirectoryRelay(
  store: RegistryStore,
  connection: NatsConnection,
  logger: Logger,
): DirectoryRelay {
  const delivered = new DeliveredRevisions();
  const publisher = createDirectoryPublisher(connection);
  let stream: string | undefined;
  let unsent = new Map<string, DistrictKey>();
  let fault: string | undefined = 'the directory is not published yet';
  let stopping = false;
  let woken = false;
  let wake = () => {};

  async function publish(key: DistrictKey): Promise<void> {
    const directory = await readDirectory(store, key.tenant, key);
    if (directory) {
      const held = await publisher.publish(directory);
      if (held > directory.revision) await requireRevision(key, held);
      connection.publish(CACHE_INVALIDATE_SUBJECT, encodeInvalidation([registryTag(key.tenant)]));
      await settleDirectory(store, key.tenant, directory);
      delivered.note(key, directory.revision);
    }
    unsent.delete(districtKeyText(key));
  }

  /** The bucket may be ahead of what was read, but not of the store: another registry has published meanwhile. */
  async function requireRevision(key: DistrictKey, held: number): Promise<void> {
    const stored = (await readDirectory(store, key.tenant, key))?.revision ?? 0;
    if (stored < held) throw new StoreBehindError(districtKeyText(key), stored, held);
  }

  async function round(): Promise<void> {
    const found = await readingsMade(connection);
    if (found !== stream) {
      const all = await allDistrictKeys(store);
      unsent = new Map(all.map((key) => [districtKeyText(key), key]));
      delivered.forget();
      publisher.forget();
      stream = found;
    }
    for (const key of await waitingDistricts(store)) unsent.set(districtKeyText(key), key);
    const keys = [...unsent.values()];
    const faults: unknown[] = [];
    for (let at = 0; at < keys.length && !stopping; at += AT_ONCE) {
      const outcomes = await Promise.allSettled(keys.slice(at, at + AT_ONCE).map(publish));
      // One district that cannot be published must not keep back those behind it.
      faults.push(...outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : [])));
    }
    if (faults.length > 0) throw faults[0];
  }

  const pause = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (stopping) wake();
    });

  async function run(): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    while (!stopping) {
      woken = false;
      try {
        await round();
        if (fault !== undefined) logger.info({ districts: delivered.size }, 'the directory is published');
        fault = undefined;
        retryMs = FIRST_RETRY_MS;
        if (!woken) await pause(POLL_MS);
      } catch (error) {
        if (stopping) return;
        const reason = error instanceof Error ? error.message : String(error);
        if (reason !== fault) logger.warn({ err: error }, 'the directory cannot be published; trying again');
        fault = reason;
        await pause(retryMs);
        retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
      }
    }
  }
  const running = run();

  return {
    delivered(key, revision) {
      const done = delivered.reached(key, revision);
      woken = true;
      // A stream that is away is not asked more often because more people wait for it.
      if (fault === undefined) wake();
      return done;
    },
    readiness() {
      if (fault === undefined) return { ready: true };
      const waiting = unsent.size > 0 ? `districts waiting to be published: ${unsent.size}; ` : '';
      return { ready: false, reason: waiting + fault };
    },
    async stop() {
      stopping = true;
      wake();
      await running;
    },
  };
}
