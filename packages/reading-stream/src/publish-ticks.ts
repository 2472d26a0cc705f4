import type { JetStreamClient } from '@nats-io/jetstream';
import { TICK_SUBJECT } from './subjects.ts';
import { encodeTick, TICK_MAX_AGE_MS, tickMessageId } from './tick.ts';

export interface Ticks {
  /** Time of the last tick that the stream has acknowledged, ms since 1970 UTC; 0 before the first. */
  readonly last: number;
  /** A frame may be sent: no reading may stand in the stream before its own time. */
  fresh(): boolean;
  stop(): void;
}

const TICK_TIMEOUT_MS = 3_000;

/** Publishes a tick each second; doors and processors all do, the server keeps one. */
export function startTicks(stream: JetStreamClient, onFailure: (error: unknown) => void): Ticks {
  let last = 0;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  async function tick() {
    const time = Math.floor(Date.now() / 1_000) * 1_000;
    try {
      await stream.publish(TICK_SUBJECT, encodeTick(time), {
        msgID: tickMessageId(time),
        timeout: TICK_TIMEOUT_MS,
      });
      if (time > last) last = time;
    } catch (error) {
      if (!stopped) onFailure(error);
    }
  }

  function next() {
    if (stopped) return;
    // Not awaited: an unanswered tick must not delay the next.
    void tick();
    timer = setTimeout(next, 1_000 - (Date.now() % 1_000));
  }
  next();

  return {
    get last() {
      return last;
    },
    fresh: () => Date.now() - last < TICK_MAX_AGE_MS,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
