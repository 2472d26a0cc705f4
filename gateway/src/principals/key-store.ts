import { openApiKeys } from '@citywatt/access-policy/api-keys';
import type { Logger } from '@citywatt/service-runtime/logger';
import { natsAddress } from '@citywatt/service-runtime/nats-address';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { OperationRefused } from '../operations/operation-refused.ts';
import type { Part } from '../pages/readiness.ts';
import type { VerifyKey } from './authenticate.ts';

export interface KeyStore {
  readonly verify: VerifyKey;
  readonly part: Part;
  stop(): Promise<void>;
}

const RECONNECT_EVERY_MS = 500;

/** Keys as NATS holds them. Does not wait for NATS: until it answers, keys are refused with 503 and not with 401. */
export function openKeyStore(natsUrl: string, logger: Logger): KeyStore {
  let connection: NatsConnection | undefined;
  let keys: ReturnType<typeof openApiKeys> | undefined;
  let known = false;
  let stopped = false;
  const onError = (err: unknown) => logger.warn({ err }, 'keys cannot be read');

  const opened = connect({ ...natsAddress(natsUrl), ...FOR_EVER }).then(async (made) => {
    connection = made;
    if (stopped) return made.close();
    keys = openApiKeys(made, onError);
    await keys.ready;
    known = true;
  });
  opened.catch((err: unknown) => {
    if (!stopped) logger.error({ err }, 'no connection to the key store');
  });

  return {
    async verify(key) {
      if (!known || keys === undefined) {
        throw new OperationRefused('KEYS_UNAVAILABLE', 'Keys cannot be verified yet; try again soon.', 503);
      }
      return keys.verify(key);
    },
    part: { name: 'keys', check: async () => (known ? undefined : 'not read yet') },
    async stop() {
      if (stopped) return;
      stopped = true;
      keys?.stop();
      await connection?.close();
    },
  };
}

const FOR_EVER = {
  waitOnFirstConnect: true,
  maxReconnectAttempts: -1,
  reconnectTimeWait: RECONNECT_EVERY_MS,
};
