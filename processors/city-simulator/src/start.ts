import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@citywatt/service-runtime/logger';
import { natsAddress } from '@citywatt/service-runtime/nats-address';
import type { Readiness, Running } from '@citywatt/service-runtime/running';
import { connect } from '@nats-io/transport-node';
import { createDoor } from './door/door.ts';
import type { CityConfig } from './environment.ts';
import { live } from './life.ts';
import type { LiveEdge } from './live/live-edge.ts';

const RETRY_MS = 2_000;
const RECONNECT_PAUSE_MS = 250;
/** Further behind than this the city is coming back from downtime and not yet live. */
const LIVE_WITHIN_MS = 60_000;

/** Starts the living city; resolves at once, `readiness` says how far it is. */
export async function start(config: CityConfig, logger: Logger): Promise<Running> {
  const ending = new AbortController();
  const door = createDoor({ url: config.doorUrl, key: config.ingestKey });
  let waitingFor: string | undefined = 'NATS is to answer';
  let edge: LiveEdge | undefined;
  let reached = false;

  async function connected() {
    const connection = await connect({
      ...natsAddress(config.natsUrl),
      name: 'city-simulator',
      maxReconnectAttempts: -1,
      waitOnFirstConnect: true,
      reconnectTimeWait: RECONNECT_PAUSE_MS,
      // A server that starts may not know its accounts yet; without this the client gives up for good.
      ignoreAuthErrorAbort: true,
    });
    reached = true;
    // A stop that came while there was no server to connect to.
    if (ending.signal.aborted) await connection.close();
    return connection;
  }

  async function run() {
    const connection = await connected();
    while (!ending.signal.aborted) {
      try {
        await live(
          {
            config,
            connection,
            door,
            now: Date.now,
            logger,
            onWaiting(reason) {
              waitingFor = reason;
            },
            onLive(started) {
              edge = started;
            },
          },
          ending.signal,
        );
      } catch (error) {
        if (ending.signal.aborted) break;
        edge = undefined;
        waitingFor = error instanceof Error ? error.message : String(error);
        logger.error({ err: error }, 'the city stands still and is begun again');
        await delay(RETRY_MS, undefined, { signal: ending.signal }).catch(() => {});
      }
    }
    await connection.close();
  }
  const ended = run();

  return {
    name: 'city-simulator',
    readiness(): Readiness {
      const reason = waitingFor ?? door.waitingFor;
      if (reason !== undefined) return { ready: false, reason };
      const behindMs = edge?.behindMs() ?? 0;
      if (behindMs <= LIVE_WITHIN_MS) return { ready: true };
      return { ready: false, reason: `the city is ${Math.round(behindMs / 1_000)} s behind and catching up` };
    },
    async stop() {
      ending.abort(new Error('the city stops'));
      // A connection that was never made has nothing to close and would be waited for in vain.
      if (reached) await ended;
      await door.close();
    },
  };
}
