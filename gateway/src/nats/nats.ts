import type { Logger } from '@citywatt/service-runtime/logger';
import { natsAddress } from '@citywatt/service-runtime/nats-address';
import { connect, type NatsConnection } from '@nats-io/transport-node';

export interface Nats {
  /** Resolves when NATS first answers; never fails. */
  readonly connected: Promise<NatsConnection>;
  stop(): Promise<void>;
}

const RECONNECT_EVERY_MS = 500;
/** A connection that is dead and does not say so is noticed within two of these. */
const PING_EVERY_MS = 1_000;

/** The gateway's connection to NATS. Nobody waits for it at the start: what needs it is not ready until it is there. */
export function openNats(url: string, logger: Logger): Nats {
  let connection: NatsConnection | undefined;
  let stopped = false;
  const connected = Promise.withResolvers<NatsConnection>();
  const opened = connect({
    ...natsAddress(url),
    waitOnFirstConnect: true,
    maxReconnectAttempts: -1,
    reconnectTimeWait: RECONNECT_EVERY_MS,
    pingInterval: PING_EVERY_MS,
    maxPingOut: 2,
  });
  opened.then(
    async (made) => {
      connection = made;
      if (stopped) await made.close();
      else connected.resolve(made);
    },
    (err: unknown) => {
      if (!stopped) logger.error({ err }, 'no connection to NATS');
    },
  );
  return {
    connected: connected.promise,
    async stop() {
      stopped = true;
      await connection?.close();
    },
  };
}
