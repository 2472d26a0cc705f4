import { readFile } from 'node:fs/promises';
import { requireServer } from '@citywatt/reading-stream/streams';
import type { Logger } from '@citywatt/service-runtime/logger';
import { natsAddress } from '@citywatt/service-runtime/nats-address';
import { type RunningSubgraph, startSubgraph } from '@citywatt/subgraph-server/start-subgraph';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import type { RegistryConfig } from './environment.ts';
import { followHistory } from './history/followed-history.ts';
import { createProvisioning, provisionWriter } from './provision/provisioning.ts';
import { serveProvision } from './provision/serve-provision.ts';
import { startDirectoryRelay } from './publication/directory-relay.ts';
import { resolversOf } from './resolvers/resolvers.ts';
import { applySeed } from './seed/seeds.ts';
import { connectRegistryStore, type RegistryStore } from './store/connection.ts';
import { migrateRegistryStore } from './store/migrate.ts';

const RECONNECT_PAUSE_MS = 250;

/** Serves the subgraph and `provision`, and keeps stream and bucket up to date with the store. */
export async function start(config: RegistryConfig, logger: Logger): Promise<RunningSubgraph> {
  const store = connectRegistryStore(config.postgresUrl, (err) =>
    logger.warn({ err }, 'a connection of the store broke'),
  );
  try {
    await migrateRegistryStore(store);
    const connection = await connect({
      ...natsAddress(config.natsUrl),
      name: 'citywatt registry',
      waitOnFirstConnect: true,
      maxReconnectAttempts: -1,
      reconnectTimeWait: RECONNECT_PAUSE_MS,
      // A server that starts may not know its accounts yet; without this the client gives up for good.
      ignoreAuthErrorAbort: true,
    });
    try {
      requireServer(connection);
      return await serve(config, logger, store, connection);
    } catch (error) {
      await connection.close();
      throw error;
    }
  } catch (error) {
    await store.destroy();
    throw error;
  }
}

async function serve(
  config: RegistryConfig,
  logger: Logger,
  store: RegistryStore,
  connection: NatsConnection,
): Promise<RunningSubgraph> {
  const write = provisionWriter(store);
  // Before the relay, which would otherwise find the store empty and call itself ready.
  await applySeed(config.seed, write);
  const relay = startDirectoryRelay(store, connection, logger);
  const history = followHistory(connection, logger);
  const provisioning = createProvisioning(write, relay);
  let provision: { stop(): void } | undefined;
  const stop = async () => {
    provision?.stop();
    history.stop();
    await relay.stop();
    await connection.close();
    await store.destroy();
  };
  try {
    provision = serveProvision(provisioning, connection, logger);
    return await startSubgraph({
      name: 'registry',
      host: config.host,
      port: config.port,
      typeDefs: await readFile(new URL('../schema.graphql', import.meta.url), 'utf8'),
      resolvers: resolversOf(store, history),
      principalSecret: config.principalSecret,
      logger,
      readiness: () => relay.readiness(),
      onStop: stop,
    });
  } catch (error) {
    provision?.stop();
    history.stop();
    await relay.stop();
    throw error;
  }
}
