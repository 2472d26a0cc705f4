import { setTimeout as delay } from 'node:timers/promises';
import { DEADLETTER_STREAM } from '@citywatt/reading-stream/subjects';
import { jetstreamManager } from '@nats-io/jetstream';
import type { Bed } from '../bed/bed.ts';
import { NotRecovered } from './fault.ts';

const WITHIN_MS = 120_000;
const POLL_MS = 200;

/** Counts what DEADLETTER lists from now on. */
export async function watchDeadLetters(bed: Bed) {
  const { streams } = await jetstreamManager(bed.connection);
  const listed = async () => (await streams.info(DEADLETTER_STREAM)).state.messages;
  const before = await listed();
  return {
    /** @throws {NotRecovered} when they are not so many in time. */
    async untilListed(count: number): Promise<void> {
      for (const deadline = performance.now() + WITHIN_MS; ; await delay(POLL_MS)) {
        const found = (await listed()) - before;
        if (found >= count) return;
        if (performance.now() > deadline)
          throw new NotRecovered(
            `${found} of ${count} messages that cannot be read are listed in DEADLETTER`,
          );
      }
    },
  };
}
