import { readFile } from 'node:fs/promises';
import { followLive } from '@citywatt/live-feed/follow';
import { connectMeasurementStore } from '@citywatt/measurement-store/connection';
import { openDirectory } from '@citywatt/sensor-directory/directory-store';
import type { Logger } from '@citywatt/service-runtime/logger';
import { natsAddress } from '@citywatt/service-runtime/nats-address';
import { type RunningSubgraph, startSubgraph } from '@citywatt/subgraph-server/start-subgraph';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { areaLoaders, areaValues } from './areas/area-loaders.ts';
import { followClosedWindows } from './areas/closed-windows.ts';
import type { ConsumptionConfig } from './environment.ts';
import { heldSources } from './held/held-sources.ts';
import { lineageLoaders } from './lineage/lineage-loaders.ts';
import { rawReadings } from './lineage/raw-readings.ts';
import { seriesAsOf } from './lineage/series-as-of.ts';
import { cityChanges } from './live/city-changes.ts';
import { LivePicture } from './live/live-picture.ts';
import { placesOf } from './places.ts';
import { followWorkerReports } from './processing/worker-reports.ts';
import { readinessOf } from './readiness.ts';
import { resolversOf } from './resolvers/resolvers.ts';
import { seriesLoaders } from './series/series-loaders.ts';

const RECONNECT_PAUSE_MS = 250;
const DAY_MS = 86_400_000;

/** Serves series from the measurement store and the live picture from LIVE. */
export async function start(config: ConsumptionConfig, logger: Logger): Promise<RunningSubgraph> {
  const connection = await connect({
    ...natsAddress(config.natsUrl),
    name: 'citywatt consumption',
    waitOnFirstConnect: true,
    maxReconnectAttempts: -1,
    reconnectTimeWait: RECONNECT_PAUSE_MS,
    // A server that starts may not know its accounts yet; without this the client gives up for good.
    ignoreAuthErrorAbort: true,
  });
  try {
    return await serve(config, logger, connection);
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function serve(
  config: ConsumptionConfig,
  logger: Logger,
  connection: NatsConnection,
): Promise<RunningSubgraph> {
  const measurements = connectMeasurementStore(config.measurementStore);
  const directory = openDirectory(connection, (err) => logger.warn({ err }, 'the sensor directory'));
  const places = placesOf(directory);
  // The last day of them may have begun to expire.
  const raw = rawReadings({ measurements, places, keptMs: (config.rawRetentionDays - 1) * DAY_MS });
  const closedWindows = followClosedWindows(connection, logger);
  const workers = followWorkerReports(connection, (err) => logger.warn({ err }, 'the reports of processors'));
  const picture = new LivePicture();
  const changes = cityChanges(picture);
  let saidMissing = false;
  let liveReady = false;
  const follower = followLive(connection, {
    onRows(rows, sequence) {
      saidMissing = false;
      picture.take(rows, sequence);
    },
    onError(err) {
      // It is tried twice a second; once is enough to say so.
      if (!saidMissing) logger.warn({ err }, 'LIVE cannot be followed, trying again');
      saidMissing = true;
    },
  });
  let directoryReady = false;
  void directory.ready.then(() => {
    directoryReady = true;
  });
  void follower.ready.then(() => {
    liveReady = true;
  });
  const stop = async () => {
    changes.stop();
    workers.stop();
    closedWindows.stop();
    follower.stop();
    places.stop();
    directory.stop();
    await connection.close();
    await measurements.close();
  };
  try {
    return await startSubgraph({
      name: 'consumption',
      host: config.host,
      port: config.port,
      typeDefs: await readFile(new URL('../schema.graphql', import.meta.url), 'utf8'),
      resolvers: resolversOf({
        places,
        loaders: seriesLoaders(measurements),
        asOf: seriesAsOf(places, raw),
        lineage: lineageLoaders(raw),
        held: heldSources(connection),
        areas: areaLoaders(measurements),
        areaEvents: { closedWindows, values: areaValues(measurements), logger },
        live: { connection, picture, changes },
        workers,
      }),
      principalSecret: config.principalSecret,
      logger,
      readiness: readinessOf({
        measurements,
        directoryReady: () => directoryReady,
        liveReady: () => liveReady,
      }),
      onStop: stop,
    });
  } catch (error) {
    await stop();
    throw error;
  }
}
