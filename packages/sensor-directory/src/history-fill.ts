import { type Following, followBucket, openBucket } from '@citywatt/reading-stream/watched-bucket';
import type { NatsConnection } from '@nats-io/nats-core';
import { z } from 'zod';

/** How far a city's history has been filled behind its live edge; KV `city_history`, key `<tenant>.<city>`. */
export interface HistoryFill {
  readonly tenant: string;
  readonly city: string;
  /** The fill goes from `to` back to `from`, newest first; milliseconds since 1970 UTC. */
  readonly from: number;
  readonly to: number;
  /** Everything from here to `to` has been accepted by the door. */
  readonly filledFrom: number;
}

const BUCKET = 'city_history';

const historyFillSchema = z.object({
  tenant: z.string(),
  city: z.string(),
  from: z.number().int(),
  to: z.number().int(),
  filledFrom: z.number().int(),
});

const keyOf = (tenant: string, city: string) => `${tenant}.${city}`;
const decode = (data: Uint8Array): HistoryFill =>
  historyFillSchema.parse(JSON.parse(new TextDecoder().decode(data)));

/** Only the one who fills a city's history writes it. */
export async function putHistoryFill(connection: NatsConnection, fill: HistoryFill): Promise<void> {
  const kv = await openBucket(connection, BUCKET);
  await kv.put(keyOf(fill.tenant, fill.city), JSON.stringify(historyFillSchema.parse(fill)));
}

export async function getHistoryFill(
  connection: NatsConnection,
  tenant: string,
  city: string,
): Promise<HistoryFill | undefined> {
  const kv = await openBucket(connection, BUCKET);
  const entry = await kv.get(keyOf(tenant, city));
  return entry?.operation === 'PUT' ? decode(entry.value) : undefined;
}

/** Hands over the state of every city's fill and each change of it. */
export function watchHistoryFills(
  connection: NatsConnection,
  onFill: (fill: HistoryFill) => void,
  onError: (error: unknown) => void,
): Following {
  return followBucket(
    () => openBucket(connection, BUCKET),
    (entry) => {
      if (entry.operation !== 'PUT') return;
      let fill: HistoryFill;
      try {
        fill = decode(entry.value);
      } catch (error) {
        onError(error);
        return;
      }
      onFill(fill);
    },
    onError,
  );
}
