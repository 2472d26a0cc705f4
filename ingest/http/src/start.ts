import type { Logger } from '@citywatt/service-runtime/logger';
import type { Running } from '@citywatt/service-runtime/running';
import { openDoor } from './door.ts';
import type { DoorConfig } from './environment.ts';
import { buildServer } from './server.ts';

/** Requests that are still being sent get so long to end when the door stops. */
const LAST_REQUESTS_MS = 8_000;
const IDLE_SWEEP_MS = 50;

/** Listens at once; requests are answered 503 with the reason until the stream can take readings. */
export async function start(
  config: DoorConfig,
  logger: Logger,
): Promise<Running & { readonly port: number }> {
  const door = openDoor(config.natsUrl, logger);
  const server = await buildServer(config, door, logger);
  try {
    await server.listen({ host: config.host, port: config.port });
  } catch (error) {
    door.stopTaking();
    await door.stop();
    throw error;
  }
  const address = server.server.address();
  const port = typeof address === 'object' && address ? address.port : config.port;
  logger.info({ host: config.host, port }, 'http door listens');

  let stopping: Promise<void> | undefined;
  async function stop() {
    door.stopTaking();
    const late = setTimeout(() => server.server.closeAllConnections(), LAST_REQUESTS_MS);
    // A connection that was busy when the server closed would keep it open for as long as its client likes.
    const idle = setInterval(() => server.server.closeIdleConnections(), IDLE_SWEEP_MS);
    await server.close();
    clearInterval(idle);
    clearTimeout(late);
    await door.stop();
  }
  return {
    name: 'door-http',
    port,
    readiness() {
      const closed = door.closed();
      return closed ? { ready: false, reason: closed.message } : { ready: true };
    },
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}
