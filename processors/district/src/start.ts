import { randomUUID } from 'node:crypto';
import { openEventPublisher } from '@citywatt/domain-events/publish';
import { openLivePublisher } from '@citywatt/live-feed/publish';
import { connectMeasurementStore } from '@citywatt/measurement-store/connection';
import { migrateMeasurementStore } from '@citywatt/measurement-store/migrate';
import { greatestGeneration } from '@citywatt/measurement-store/repair';
import { type Follower, followAgain } from '@citywatt/reading-stream/follow';
import { PARTITION_COUNT } from '@citywatt/reading-stream/partition';
import { startTicks } from '@citywatt/reading-stream/publish-ticks';
import { ensureStreams } from '@citywatt/reading-stream/streams';
import { readDistricts } from '@citywatt/sensor-directory/directory-store';
import { CACHE_INVALIDATE_SUBJECT, encodeInvalidation } from '@citywatt/service-runtime/cache-invalidation';
import type { Logger } from '@citywatt/service-runtime/logger';
import { natsAddress } from '@citywatt/service-runtime/nats-address';
import type { Running } from '@citywatt/service-runtime/running';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { clickhouseQuarters, clickhouseRowStore } from './adapters/clickhouse-row-store.ts';
import { openNatsCheckpoints } from './adapters/nats-checkpoints.ts';
import { underLock } from './adapters/nats-lock.ts';
import { natsMembers } from './adapters/nats-members.ts';
import { natsMessageSink, natsReadingStream } from './adapters/nats-reading-stream.ts';
import { openNatsTokens } from './adapters/nats-tokens.ts';
import { systemClock as clock } from './adapters/system-clock.ts';
import { checkpointStore } from './checkpoint/checkpoint-store.ts';
import type { DistrictConfig } from './environment.ts';
import { startEstimates } from './estimation/estimate-loop.ts';
import { Ownership } from './ownership/ownership.ts';
import { startRepair } from './repair/repair-loop.ts';
import { retryUntilDone } from './worker/retry.ts';
import { Worker } from './worker/worker.ts';

const DAY_MS = 86_400_000;
/** What a store that starts beside us may take; after that the process ends and its supervisor says so. */
const START_ATTEMPTS = 30;
const SHRINK_EVERY_MS = 2_000;

/** Runs the migrations, one processor at a time, makes the streams, and works on its share of the partitions, each from its checkpoint on. */
export async function start(config: DistrictConfig, logger: Logger): Promise<Running> {
  const measurements = connectMeasurementStore(config.clickhouse);
  const patiently = <Result>(what: string, attempt: () => Promise<Result>) =>
    retryUntilDone(clock, attempt, new AbortController().signal, (error, attempts) => {
      if (attempts >= START_ATTEMPTS) throw error;
      if (attempts % 10 === 1) logger.warn({ err: error, what }, 'waiting for a store');
    });
  const connection = await patiently('NATS', () =>
    connect({ ...natsAddress(config.natsUrl), maxReconnectAttempts: -1, reconnectTimeWait: 250 }),
  );
  const retention = { raw: config.rawRetentionDays, quarterHour: config.quarterHourRetentionDays };
  await patiently('ClickHouse', () =>
    underLock(connection, 'migration', (lost) => migrateMeasurementStore(config.clickhouse, retention, lost)),
  );
  const ensure = () =>
    ensureStreams(connection, {
      readingsMaxBytes: config.readingsMaxBytes,
      generation: async () => 1 + (await greatestGeneration(measurements)),
    });
  const { generation, readingsMaxBytes } = await ensure();
  const shrinking = shrinkReadings(readingsMaxBytes, config.readingsMaxBytes, ensure, logger);
  const stream = jetstream(connection);
  const readings = natsReadingStream(stream, await jetstreamManager(connection));
  const rows = clickhouseRowStore(measurements, (tags) =>
    connection.publish(CACHE_INVALIDATE_SUBJECT, encodeInvalidation(tags)),
  );
  const sink = natsMessageSink(stream);
  const [events, live, checkpoints] = await Promise.all([
    openEventPublisher(connection),
    openLivePublisher(connection),
    openNatsCheckpoints(connection),
  ]);
  const longestGapMs = (config.rawRetentionDays - 1) * DAY_MS;
  const id = `${config.workerName}-${randomUUID()}`;
  const worker = new Worker({
    clock,
    readings,
    sink,
    rows,
    events,
    live,
    checkpoints: checkpointStore(checkpoints.pointers, checkpoints.chunks, id),
    readDirectory: sharedWhileRunning(() => readDistricts(connection)),
    generation,
    longestGapMs,
    fenced: (partition) => ownership.fenced(partition),
    // Whoever supervises the process starts it again, and others take its partitions meanwhile.
    failed: (error) => {
      setImmediate(() => {
        throw error;
      });
    },
    logger,
  });
  const ownership = new Ownership({
    worker: id,
    partitions: PARTITION_COUNT,
    clock,
    tokens: await openNatsTokens(connection),
    members: natsMembers(
      connection,
      id,
      () => worker.report(config.workerName),
      (error) => logger.warn({ err: error }, 'the other workers cannot be followed, trying again'),
    ),
    holder: worker,
    logger,
  });
  worker.run();
  ownership.run();
  const ticks = startTicks(stream, (error) => logger.warn({ err: error }, 'a tick was not acknowledged'));
  const repair = startRepair({ worker, clock, rows, generation, rawRetentionMs: longestGapMs, logger });
  const quarters = clickhouseQuarters(measurements);
  const estimates = startEstimates({ worker, clock, quarters, sink, logger });
  logger.info({ generation, worker: id }, 'district processor runs');

  let stopping: Promise<void> | undefined;
  return {
    name: 'district-processor',
    readiness() {
      const { held, least } = ownership.holding;
      if (held < least) {
        return { ready: false, reason: `owns ${held} partitions of the ${least} that are its share` };
      }
      return worker.atLiveEdge ? { ready: true } : { ready: false, reason: 'catching up with the stream' };
    },
    stop() {
      stopping ??= (async () => {
        ticks.stop();
        shrinking?.stop();
        await ownership.stop();
        await Promise.all([repair.stop(), estimates.stop(), worker.stop()]);
        await measurements.close();
        await connection.close();
      })();
      return stopping;
    },
  };
}

/** A stream that holds more than it may from now on is given its new limit when it has drained. */
function shrinkReadings(
  maxBytes: number,
  wantedMaxBytes: number,
  ensure: () => Promise<{ readonly readingsMaxBytes: number }>,
  logger: Logger,
): Follower | undefined {
  if (maxBytes === wantedMaxBytes) return undefined;
  logger.warn({ maxBytes, wantedMaxBytes }, 'READINGS holds more than its new limit allows and drains first');
  const follower = followAgain(
    async () => {
      const { readingsMaxBytes } = await ensure();
      if (readingsMaxBytes !== wantedMaxBytes) return;
      follower.stop();
      logger.info({ maxBytes: wantedMaxBytes }, 'READINGS has its new limit');
    },
    (error) => logger.warn({ err: error }, 'the new limit of READINGS was not set, trying again'),
    SHRINK_EVERY_MS,
  );
  return follower;
}

/** Whoever asks while an answer is on its way gets that one. */
function sharedWhileRunning<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let running: Promise<Answer> | undefined;
  return () => {
    running ??= ask().finally(() => {
      running = undefined;
    });
    return running;
  };
}
