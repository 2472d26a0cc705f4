import { setTimeout as delay } from 'node:timers/promises';
import { decodeProvision, encodeProvision, PROVISION_SUBJECT } from '@citywatt/sensor-directory/provision';
import type { Logger } from '@citywatt/service-runtime/logger';
import type { Msg, NatsConnection } from '@nats-io/nats-core';
import type { Provisioning } from './provisioning.ts';

/** Whoever asked has given up by then; it asks again. */
const GIVE_UP_MS = 30_000;
const RETRY_MS = 250;

/**
 * Answers `provision`. While the store is away it tries again, and a request that cannot be fulfilled in time is left
 * unanswered: "refused" says that a repeat is of no use.
 */
export function serveProvision(
  provisioning: Provisioning,
  connection: NatsConnection,
  logger: Logger,
): { stop(): void } {
  let stopping = false;

  async function answer(message: Msg): Promise<void> {
    let body: unknown;
    try {
      body = decodeProvision(message.data);
    } catch {
      message.respond(encodeProvision({ status: 'refused', reason: 'the request is not JSON' }));
      return;
    }
    const deadline = performance.now() + GIVE_UP_MS;
    while (!stopping && performance.now() < deadline) {
      try {
        const encoded = encodeProvision(await provisioning.provision(body));
        if (!stopping) message.respond(encoded);
        return;
      } catch (err) {
        logger.warn({ err }, 'provision failed; trying again');
        await delay(RETRY_MS);
      }
    }
  }

  const subscription = connection.subscribe(PROVISION_SUBJECT, {
    queue: 'registry',
    callback: (error, message) => {
      if (error) logger.error({ err: error }, 'provision is not served any more');
      else void answer(message);
    },
  });
  return {
    stop() {
      stopping = true;
      subscription.unsubscribe();
    },
  };
}
