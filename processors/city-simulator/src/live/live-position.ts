import { Kvm } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/nats-core';
import { z } from 'zod';

/** Where the live edge goes on after a restart; KV `city_simulator`, key `<tenant>.<city>`. */
export interface LivePosition {
  /** The seed and size of the city: another one is another city and starts anew. */
  readonly city: string;
  /** Intervals from here on are the live edge's; the history ends here. */
  readonly liveFrom: number;
  /** Everything that was due by then has been accepted by the door. */
  readonly acceptedUntil: number;
}

const BUCKET = 'city_simulator';
const schema = z.object({
  city: z.string(),
  liveFrom: z.number().int(),
  acceptedUntil: z.number().int(),
});

export interface LivePositionStore {
  get(): Promise<LivePosition | undefined>;
  put(position: LivePosition): Promise<void>;
}

export function livePositionStore(
  connection: NatsConnection,
  tenant: string,
  city: string,
): LivePositionStore {
  const key = `${tenant}.${city}`;
  const bucket = () => new Kvm(connection).create(BUCKET, { history: 1 });
  return {
    async get() {
      const entry = await (await bucket()).get(key);
      if (entry?.operation !== 'PUT') return undefined;
      return schema.parse(JSON.parse(new TextDecoder().decode(entry.value)));
    },
    async put(position) {
      await (await bucket()).put(key, JSON.stringify(schema.parse(position)));
    },
  };
}
