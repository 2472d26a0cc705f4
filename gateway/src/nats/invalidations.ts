import { CACHE_INVALIDATE_SUBJECT, decodeInvalidation } from '@citywatt/service-runtime/cache-invalidation';
import type { Logger } from '@citywatt/service-runtime/logger';
import type { NatsConnection } from '@nats-io/transport-node';
import type { ResponseCache } from '../queries/response-cache.ts';
import type { Nats } from './nats.ts';

/** Hands changes to the cache, and tells it when they cannot be heard of. */
export function hearInvalidations(nats: Nats, cache: ResponseCache, logger: Logger): void {
  void nats.connected.then(async (connection) => {
    connection.subscribe(CACHE_INVALIDATE_SUBJECT, {
      callback: (error, message) => {
        try {
          if (error) throw error;
          cache.invalidate(decodeInvalidation(message.string()));
        } catch (err) {
          logger.error({ err }, 'a message about changes cannot be read: everything kept is dropped');
          cache.hearing(true);
        }
      },
    });
    await listen(connection, cache);
    for await (const { type } of connection.status()) {
      if (type === 'disconnect') cache.hearing(false);
      else if (type === 'reconnect') await listen(connection, cache);
    }
  });
}

/** Only once the server has the subscription. */
async function listen(connection: NatsConnection, cache: ResponseCache): Promise<void> {
  await connection.flush().then(
    () => cache.hearing(true),
    () => cache.hearing(false),
  );
}
