import { type JetStreamClient, type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';

/** Places on a list that one mutation takes. */
export const MOST_IDS = 1_000;
/** Until a stream that is full is worth another try. */
export const RETRY_AFTER_SECONDS = 10;

/** The streams that lists of held readings are read from and replayed to. */
export interface HeldSources {
  readonly client: () => JetStreamClient;
  readonly manager: () => Promise<JetStreamManager>;
}

export const heldSources = (connection: NatsConnection): HeldSources => ({
  client: () => jetstream(connection),
  // Without a round trip: the streams may not be there yet.
  manager: () => jetstreamManager(connection, { checkAPI: false }),
});
