import { setTimeout as delay } from 'node:timers/promises';
import type { Bed } from './bed.ts';
import { untilReached } from './cell.ts';
import { NOTE } from './messages.ts';

export interface Resumed {
  /** From the first connection on until each client had all that there was. */
  readonly caughtUpMs: number;
  /** Gaps and doubles, over all clients. */
  readonly faults: number;
  /** Subscriptions at the subgraph at once. */
  readonly mostUpstreams: number;
  readonly upstreamsAfter: number;
}

/** 4 events a second; they were cut off over five seconds. */
const LIVE_EVERY_MS = 250;
const CURSORS = 20;
const JOINED_WITHIN_MS = 2_000;
const LIMIT_MS = 120_000;
const POLL_MS = 20;

/** Clients that had a live stream come back at once, each from where it was, while the stream goes on. */
export async function measureResume(bed: Bed, subscribers: number): Promise<Resumed> {
  await using line = await bed.open('ours');
  const { clients, source, port } = line;
  await source.ask({ do: 'add', count: 2 * CURSORS, note: NOTE });
  const started = await source.ask({ do: 'pace', everyMs: LIVE_EVERY_MS, note: NOTE });
  // They were not cut off at one moment: neighbours have other last positions.
  const from = Array.from({ length: subscribers }, (_, client) =>
    String(started.sequence - (client % CURSORS)),
  );
  await clients.ask({ do: 'connect', port, clients: 1, kind: 'same' });
  await untilReached(line, 1);
  await source.ask({ do: 'state' });

  const began = performance.now();
  await clients.ask({
    do: 'connect',
    port,
    clients: subscribers,
    kind: 'same',
    from,
    checked: true,
  });
  const { sequence } = await source.ask({ do: 'pace', everyMs: LIVE_EVERY_MS, note: NOTE });
  for (;;) {
    const report = await clients.ask({ do: 'report' });
    if (report.last.every((last) => last >= sequence)) {
      const caughtUpMs = performance.now() - began;
      const { mostFollowers } = await source.ask({ do: 'state' });
      // Whoever has caught up joins with the next event.
      await delay(JOINED_WITHIN_MS);
      const { followers } = await source.ask({ do: 'pace', everyMs: 0, note: NOTE });
      const { faults } = await clients.ask({ do: 'report' });
      return { caughtUpMs, faults, mostUpstreams: mostFollowers, upstreamsAfter: followers };
    }
    if (performance.now() - began > LIMIT_MS) {
      const behind = report.last.filter((last) => last < sequence).length;
      throw new Error(`${behind} of ${subscribers} have not caught up, ${report.closed} were closed`);
    }
    await delay(POLL_MS);
  }
}
