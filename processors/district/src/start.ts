import { openEventPublisher } from '@citywatt/domain-events/publish';
import { openLivePublisher } from '@citywatt/live-feed/publish';
import { connectMeasurementStore } from '@citywatt/measurement-store/connection';
import { migrateMeasurementStore } from '@citywatt/measurement-store/migrate';
import { greatestGeneration } from '@citywatt/measurement-store/repair';
import { startTicks } from '@citywatt/reading-stream/publish-ticks';
import { ensureStreams } from '@citywatt/reading-stream/streams';
import { EVERY_CONTROL, EVERY_PARTITION, parseReadingSubject } from '@citywatt/reading-stream/subjects';
import { readDistricts } from '@citywatt/sensor-directory/directory-store';
import type { Logger } from '@citywatt/service-runtime/logger';
import { natsAddress } from '@citywatt/service-runtime/nats-address';
import type { Running } from '@citywatt/service-runtime/running';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { clickhouseRowStore } from './adapters/clickhouse-row-store.ts';
import { openNatsCheckpoints } from './adapters/nats-checkpoints.ts';
import { natsMessageSink, natsReadingStream } from './adapters/nats-reading-stream.ts';
import { systemClock as clock } from './adapters/system-clock.ts';
import { checkpointStore } from './checkpoint/checkpoint-store.ts';
import type { DistrictConfig } from './environment.ts';
import type { ReadingStream } from './ports.ts';
import { startRepair } from './repair/repair-loop.ts';
import { type OwnedPartition, restorePartitions } from './worker/restore.ts';
import { retryUntilDone } from './worker/retry.ts';
import { Worker } from './worker/worker.ts';

const DAY_MS = 86_400_000;
/** What a store that starts beside us may take; after that the process ends and its supervisor says so. */
const START_ATTEMPTS = 30;

/** Runs the migrations, makes the streams, takes every partition over and goes on from its checkpoint. */
export async function start(config: DistrictConfig, logger: Logger): Promise<Running> {
  const measurements = connectMeasurementStore(config.clickhouse);
  const patiently = <Result>(what: string, attempt: () => Promise<Result>) =>
    retryUntilDone(clock, attempt, new AbortController().signal, (error, attempts) => {
      if (attempts >= START_ATTEMPTS) throw error;
      if (attempts % 10 === 1) logger.warn({ err: error, what }, 'waiting for a store');
    });
  await patiently('ClickHouse', () =>
    migrateMeasurementStore(config.clickhouse, {
      raw: config.rawRetentionDays,
      quarterHour: config.quarterHourRetentionDays,
    }),
  );
  const connection = await patiently('NATS', () =>
    connect({ ...natsAddress(config.natsUrl), maxReconnectAttempts: -1, reconnectTimeWait: 250 }),
  );
  const { generation } = await ensureStreams(connection, {
    readingsMaxBytes: config.readingsMaxBytes,
    generation: async () => 1 + (await greatestGeneration(measurements)),
  });
  const stream = jetstream(connection);
  const readings = natsReadingStream(stream, await jetstreamManager(connection));
  const rows = clickhouseRowStore(measurements);
  const [events, live, checkpoints] = await Promise.all([
    openEventPublisher(connection),
    openLivePublisher(connection),
    openNatsCheckpoints(connection),
  ]);
  const longestGapMs = (config.rawRetentionDays - 1) * DAY_MS;
  const now = clock.now();
  const controlled = await partitionsWith(readings, EVERY_CONTROL);
  const owned = await restorePartitions(
    checkpointStore(checkpoints.pointers, checkpoints.chunks),
    generation,
    (partition) => controlled.has(partition),
    {
      readDirectory: () => readDistricts(connection),
      rows,
      now,
      oldestIngestKept: now - longestGapMs,
    },
    logger,
  );
  const from = await startSequence(readings, owned);
  const worker = new Worker(
    {
      clock,
      readings,
      sink: natsMessageSink(stream),
      rows,
      events,
      live,
      generation,
      owned,
      longestGapMs,
      logger,
    },
    from,
  );
  worker.run();
  const ticks = startTicks(stream, (error) => logger.warn({ err: error }, 'a tick was not acknowledged'));
  const repair = startRepair({ worker, clock, rows, generation, rawRetentionMs: longestGapMs, logger });
  logger.info(
    { generation, from, districts: owned.reduce((sum, { state }) => sum + state.districts.size, 0) },
    'district processor runs',
  );

  let stopping: Promise<void> | undefined;
  return {
    name: 'district-processor',
    readiness() {
      if (worker.failure) return { ready: false, reason: worker.failure.message };
      return worker.atLiveEdge ? { ready: true } : { ready: false, reason: 'catching up with the stream' };
    },
    stop() {
      stopping ??= (async () => {
        ticks.stop();
        await Promise.all([repair.stop(), worker.stop()]);
        await measurements.close();
        await connection.close();
      })();
      return stopping;
    },
  };
}

/** Partitions of which the stream holds a message of such a subject. */
async function partitionsWith(readings: ReadingStream, filter: string): Promise<ReadonlySet<number>> {
  const subjects = (await readings.subjects(filter)).map(parseReadingSubject);
  return new Set(
    subjects.flatMap((subject) => (subject && 'partition' in subject ? [subject.partition] : [])),
  );
}

/** Behind the oldest checkpoint; from the stream's first message on if a partition has messages and no checkpoint. */
async function startSequence(readings: ReadingStream, owned: readonly OwnedPartition[]): Promise<number> {
  const { firstSequence } = await readings.state();
  const withMessages = await partitionsWith(readings, EVERY_PARTITION);
  const needed = owned.filter(({ state: { partition, empty } }) => !empty || withMessages.has(partition));
  const first = Math.max(0, firstSequence - 1);
  return needed.length === 0
    ? first
    : Math.max(first, Math.min(...needed.map(({ checkpointed }) => checkpointed[1])));
}
