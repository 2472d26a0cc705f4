import { type ApiKeys, openApiKeys } from '@citywatt/access-policy/api-keys';
import { startTicks, type Ticks } from '@citywatt/reading-stream/publish-ticks';
import { requireServer } from '@citywatt/reading-stream/streams';
import { openDirectory, type SensorDirectory } from '@citywatt/sensor-directory/directory-store';
import { requestProvision } from '@citywatt/sensor-directory/provision';
import type { Logger } from '@citywatt/service-runtime/logger';
import { natsAddress } from '@citywatt/service-runtime/nats-address';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { createFramePublisher } from './frame-publisher.ts';
import { closedBecause } from './gate.ts';
import { createGroupCommit, type GroupCommit } from './group-commit.ts';
import { createPointSensors, type PointSensors } from './point-sensors.ts';
import { createRejectedStore, type RejectedStore } from './rejected-store.ts';
import { type StreamRoom, watchStreamRoom } from './stream-room.ts';
import type { UnavailableError } from './unavailable.ts';

const RECONNECT_PAUSE_MS = 250;
const PROVISION_MS = 10_000;

/** All that hangs on the connection to NATS. */
export interface StreamLink {
  readonly keys: ApiKeys;
  readonly directory: SensorDirectory;
  readonly ticks: Ticks;
  readonly commit: GroupCommit;
  readonly points: PointSensors;
  readonly rejected: RejectedStore;
  readonly keysReady: boolean;
  /** Why no reading can be taken now. */
  closed(): UnavailableError | undefined;
  /** Sends what has been taken, then lets go of everything. */
  stop(): Promise<void>;
}

/** Connects and stays: after any outage the client comes back by itself. Throws when there is no server now. */
export async function openStreamLink(natsUrl: string, logger: Logger): Promise<StreamLink> {
  const connection = await connect({
    ...natsAddress(natsUrl),
    name: 'citywatt door-http',
    maxReconnectAttempts: -1,
    reconnectTimeWait: RECONNECT_PAUSE_MS,
    // A server that starts may not know its accounts yet; without this the client gives up for good.
    ignoreAuthErrorAbort: true,
  });
  try {
    requireServer(connection);
    return await linkOver(connection, logger);
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function linkOver(connection: NatsConnection, logger: Logger): Promise<StreamLink> {
  const state = { connected: true, keysReady: false, directoryReady: false };
  void followConnection(connection, logger, (connected) => {
    state.connected = connected;
  });
  const stream = jetstream(connection);
  // The check would need a server that answers right now.
  const manager = await jetstreamManager(connection, { checkAPI: false });
  const keys = openApiKeys(connection, (err) => logger.warn({ err }, 'api keys'));
  void keys.ready.then(() => {
    state.keysReady = true;
  });
  const directory = openDirectory(connection, (err) => logger.warn({ err }, 'sensor directory'));
  void directory.ready.then(() => {
    state.directoryReady = true;
  });
  // Each second while the stream is away: the change of the room says so once.
  const ticks = startTicks(stream, (err) => logger.debug({ err }, 'a tick is not acknowledged'));
  const room: StreamRoom = await watchStreamRoom(manager, (found, share) => {
    logger.info({ room: found, share }, 'room of the reading stream');
  });
  const closed = () =>
    closedBecause({
      stopping: false,
      connected: state.connected,
      room: room.state,
      tickFresh: ticks.fresh(),
      directoryReady: state.directoryReady,
    });
  const commit = createGroupCommit(createFramePublisher(stream, closed, room.sends), {
    now: () => performance.now(),
    wallTime: () => Date.now(),
  });
  return {
    keys,
    directory,
    ticks,
    commit,
    points: createPointSensors(directory, (request) => requestProvision(connection, request, PROVISION_MS)),
    rejected: createRejectedStore(stream, manager),
    get keysReady() {
      return state.keysReady;
    },
    closed,
    async stop() {
      await commit.drain();
      ticks.stop();
      room.stop();
      directory.stop();
      keys.stop();
      await connection.close();
    },
  };
}

async function followConnection(
  connection: NatsConnection,
  logger: Logger,
  onChange: (connected: boolean) => void,
): Promise<void> {
  for await (const { type } of connection.status()) {
    if (type === 'disconnect') {
      onChange(false);
      logger.warn('the reading stream is away');
    } else if (type === 'reconnect') {
      onChange(true);
      logger.info('the reading stream is back');
    }
  }
}
