import { openApiKeys } from '@citywatt/access-policy/api-keys';
import type { Logger } from '@citywatt/service-runtime/logger';
import type { Nats } from '../nats/nats.ts';
import { OperationRefused } from '../operations/operation-refused.ts';
import type { Part } from '../pages/readiness.ts';
import type { VerifyKey } from './authenticate.ts';

export interface KeyStore {
  readonly verify: VerifyKey;
  readonly part: Part;
  stop(): void;
}

/** Keys as NATS holds them. Does not wait for NATS: until it answers, keys are refused with 503 and not with 401. */
export function openKeyStore(nats: Nats, logger: Logger): KeyStore {
  let keys: ReturnType<typeof openApiKeys> | undefined;
  let known = false;
  let stopped = false;
  const onError = (err: unknown) => logger.warn({ err }, 'keys cannot be read');

  void nats.connected.then(async (connection) => {
    if (stopped) return;
    keys = openApiKeys(connection, onError);
    await keys.ready;
    known = true;
  });

  return {
    async verify(key) {
      if (!known || keys === undefined) {
        throw new OperationRefused('KEYS_UNAVAILABLE', 'Keys cannot be verified yet; try again soon.', 503);
      }
      return keys.verify(key);
    },
    part: { name: 'keys', check: async () => (known ? undefined : 'not read yet') },
    stop() {
      stopped = true;
      keys?.stop();
    },
  };
}
