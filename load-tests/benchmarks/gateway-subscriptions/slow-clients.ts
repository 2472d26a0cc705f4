import { setTimeout as delay } from 'node:timers/promises';
import { usageOf } from '../../src/process-usage.ts';
import type { Bed, ContenderName } from './bed.ts';
import { untilReached } from './cell.ts';

export interface SlowClients {
  /** What the gateway grew by for each client that reads nothing. */
  readonly bytesASlowClient: number;
  readonly offeredBytesEach: number;
  /** Slow clients that were let go. */
  readonly closed: number;
}

const SLOW = 20;
const READING = 20;
const EVENT_BYTES = 8 * 1_024;
const AT_ONCE = 8;
const SETTLE_MS = 8_000;
const POLL_MS = 5;
const LIMIT_MS = 180_000;

/** As many clients that read nothing as clients that read; as much is sent as those who read have taken. */
export async function measureSlowClients(
  bed: Bed,
  contender: ContenderName,
  offeredBytes: number,
): Promise<SlowClients> {
  await using line = await bed.open(contender);
  const { clients, source, port, pid } = line;
  const note = 'x'.repeat(EVENT_BYTES);
  await clients.ask({ do: 'connect', port, clients: READING, kind: 'same' });
  await untilReached(line, READING);
  const slow = await clients.ask({ do: 'connect', port, clients: SLOW, kind: 'same', deaf: SLOW });
  const before = usageOf(pid).residentBytes;
  const events = Math.round(offeredBytes / EVENT_BYTES);
  await clients.ask({ do: 'measure', stride: 1_009 });
  let most = before;
  const deadline = Date.now() + LIMIT_MS;
  for (let sent = 0; sent < events; sent += AT_ONCE) {
    await source.ask({ do: 'add', count: AT_ONCE, note });
    while ((await clients.ask({ do: 'report' })).deliveries < (sent + AT_ONCE) * READING) {
      if (Date.now() > deadline) throw new Error(`${contender}: those who read do not get what is sent`);
      await delay(POLL_MS);
    }
    most = Math.max(most, usageOf(pid).residentBytes);
  }
  // Only who reads sees that it was let go.
  await clients.ask({ do: 'hear' });
  const settled = performance.now() + SETTLE_MS;
  let closed = 0;
  while (performance.now() < settled && closed < SLOW) {
    ({ closed } = await clients.ask({ do: 'report' }));
    await delay(10 * POLL_MS);
  }
  return {
    bytesASlowClient: (most - before) / SLOW,
    offeredBytesEach: events * EVENT_BYTES,
    closed: closed - slow.closed,
  };
}
