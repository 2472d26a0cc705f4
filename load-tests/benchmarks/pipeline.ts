import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { jetstreamManager, StorageType } from '@nats-io/jetstream';
import { type Benchmark, type BenchmarkRun, type Figure, figure } from '../src/benchmark.ts';
import { untilArrived, untilExact } from './city-of-a-million/arrived.ts';
import { type CityOptions, endData, publishDirectories } from './city-of-a-million/city.ts';
import type { ProducerReport, ProducerTask } from './city-of-a-million/messages.ts';
import { startChild } from './pipeline/child.ts';
import { type PipelineStores, PRODUCER, runLive } from './pipeline/live-run.ts';
import { BARE_STREAM, BARE_SUBJECTS, type BareReport } from './pipeline/messages.ts';
import { openPipelineStores } from './pipeline/pipeline-stores.ts';
import { startProcessor } from './pipeline/processor.ts';
import { cpuFigures, cpuInAll, memoryFigures, rate, sustainedRate } from './pipeline/run-figures.ts';
import { stageShares } from './pipeline/stages.ts';
import { storedBytes } from './pipeline/stored-bytes.ts';

export const about =
  'the whole pipeline, from frames in the stream to raw readings and rollups, beside a bare consumer';

const GOAL = 1_000_000;
/** Offered for so long: a little more than is to be sustained, since what is in the stream at the end counts too. */
const MINUTES = 5;
const OFFERED = 1_050_000;
const SHORT_READINGS = 4_000_000;
const BESIDE_READINGS = 20_000_000;

interface Options extends BenchmarkRun, PipelineStores {
  readonly sensors: number;
  readonly seed: number;
  readonly workers: number;
  readonly rate: number | undefined;
  readonly readings: number;
  /** Of the runs beside it. */
  readonly fewer: number;
  readonly profiles: string;
}

/**
 * City-of-a-million through everything, every process on this machine: offered at a rate for some minutes, and from a
 * stream filled before; beside each, a consumer that only decodes. `--rate saturating` sends as fast as the stream takes
 * it; `--minutes`, `--readings`, `--sensors`, `--workers` and `--seed` take another size, `--profiles <folder>` keeps the
 * workers' CPU profiles.
 */
export const run: Benchmark = async (given) => {
  const { values } = parseArgs({
    args: [...given.args],
    options: {
      sensors: { type: 'string', default: given.short ? '100000' : '1000000' },
      seed: { type: 'string', default: '7' },
      workers: { type: 'string', default: '1' },
      rate: { type: 'string', default: given.short ? 'saturating' : String(OFFERED) },
      minutes: { type: 'string', default: String(MINUTES) },
      readings: { type: 'string' },
      profiles: { type: 'string' },
    },
  });
  const offered = values.rate === 'saturating' ? undefined : Number(values.rate);
  const timed = given.short ? SHORT_READINGS : Number(values.minutes) * 60 * (offered ?? GOAL);
  const readings = values.readings === undefined ? timed : Number(values.readings);
  const profiles = values.profiles ?? (await mkdtemp(join(tmpdir(), 'citywatt-profiles-')));
  await using on = await openPipelineStores(await given.testStack());
  try {
    const options: Options = {
      ...given,
      ...on,
      sensors: Number(values.sensors),
      seed: Number(values.seed),
      workers: Number(values.workers),
      rate: offered,
      readings,
      fewer: Math.min(readings, BESIDE_READINGS),
      profiles,
    };
    const bare = await measureBare(options);
    const sustained = await measureSustained(options, bare.live);
    const prefilled = await measurePrefilled(options, bare.prefilled);
    const withoutRaw = await measureWithoutRaw(options, bare.live);
    return [...sustained, ...prefilled, ...withoutRaw, ...bare.figures];
  } finally {
    if (!values.profiles) await rm(profiles, { recursive: true, force: true });
  }
};

const cityNamed = ({ sensors, seed }: Options, city: string): CityOptions => ({ city, sensors, seed });

/** Sends without a worker; what is late stays out. */
async function produce(options: Options, task: Omit<ProducerTask, 'natsUrl' | 'latency'>) {
  const producer = startChild<ProducerReport>(PRODUCER, {
    natsUrl: options.stores.natsUrl,
    latency: false,
    ...task,
  });
  const report = await producer.report;
  producer.kill();
  return report;
}

async function measureBare(options: Options) {
  const { natsUrl } = options.stores;
  const manager = await jetstreamManager(await options.stores.connectNats());
  await manager.streams.add({ name: BARE_STREAM, subjects: [BARE_SUBJECTS], storage: StorageType.File });
  const readings = options.fewer;
  options.say(`a bare consumer reads ${readings.toLocaleString('en')} readings as they are published ...`);
  const consumer = startChild<BareReport>('bare-consumer.ts', { natsUrl, readings });
  await consumer.ready;
  const producing = produce(options, { city: cityNamed(options, 'bare'), readings, to: 'bare' });
  const [sent, read] = await Promise.all([producing, consumer.report]);
  const live = rate(readings, sent.startedAt, read.endedAt);
  options.say('... and the same stream again');
  const again = await startChild<BareReport>('bare-consumer.ts', { natsUrl, readings: sent.readings }).report;
  const prefilled = rate(sent.readings, again.startedAt, again.endedAt);
  await manager.streams.delete(BARE_STREAM);
  return {
    live,
    prefilled,
    figures: [
      figure('bare consumer', live, 'readings/s'),
      figure('bare consumer, from a prefilled stream', prefilled, 'readings/s'),
      figure('bare consumer: CPU', (again.cpuSeconds / sent.readings) * 1e9, 'ns/reading'),
    ],
  };
}

async function measureSustained(options: Options, bareRate: number): Promise<Figure[]> {
  const city = cityNamed(options, 'live');
  options.say(`${options.readings.toLocaleString('en')} readings, everything live ...`);
  const live = await runLive(options, { ...options, city });
  try {
    const { sent, arrivedAt } = live;
    const marks = await live.workers.reduce(
      async (sum, worker) => (await sum) + (await worker.metric('citywatt_repair_marks')),
      Promise.resolve(0),
    );
    const sustained = sustainedRate(live);
    options.say(
      `... arrived, ${Math.round(sustained).toLocaleString('en')} readings/s; ${marks.toLocaleString('en')} hours and days wait for the repair path ...`,
    );
    const lateAt = Date.now();
    await live.sendLate();
    const exactAt = await untilExact(options.measurements, city, sent);
    const stored = await storedBytes(options.measurements);
    await live.stop();
    const stages = await stageShares(options.profiles);
    return [
      figure('sustained', sustained, 'readings/s', { goal: GOAL, baseline: bareRate }),
      figure('published', rate(sent.readings, sent.startedAt, sent.endedAt), 'readings/s'),
      figure('length', (arrivedAt - sent.startedAt) / 60_000, 'minutes'),
      figure('readings', sent.readings, 'readings'),
      figure('readings in a frame', sent.readings / sent.frames, 'readings'),
      figure('bytes in the stream', sent.frameBytes / sent.readings, 'bytes/reading'),
      ...[...stored].map(([table, bytes]) =>
        figure(`bytes in ${table}`, bytes / sent.readings, 'bytes/reading'),
      ),
      figure('hours and days that wait for repair when all has arrived', marks, 'windows'),
      figure('exact in every resolution, behind what came hours late', (exactAt - lateAt) / 1_000, 's'),
      ...cpuFigures(live),
      ...memoryFigures(live),
      ...[...stages].map(([stage, share]) => figure(`processor: ${stage}`, 100 * share, '% of its work')),
    ];
  } finally {
    await live.stop();
  }
}

async function measurePrefilled(options: Options, bareRate: number): Promise<Figure[]> {
  const city = cityNamed(options, 'prefilled');
  await publishDirectories(options.stream, city);
  options.say('the same from a stream that was filled while the processor was away ...');
  const sent = await produce(options, { city, readings: options.fewer, to: 'readings' });
  await endData(options.stream, city);
  const processor = await startProcessor(options.stores);
  try {
    while ((await processor.metric('citywatt_readings_applied_total')) === 0) await delay(10);
    const startedAt = Date.now();
    const arrivedAt = await untilArrived(options.measurements, city, sent, { raw: true });
    return [
      figure('from a prefilled stream', rate(sent.readings, startedAt, arrivedAt), 'readings/s', {
        goal: GOAL,
        baseline: bareRate,
      }),
    ];
  } finally {
    await processor.stop();
  }
}

/** Last: raw readings are forgotten from here on. */
async function measureWithoutRaw(options: Options, bareRate: number): Promise<Figure[]> {
  options.say('everything live, but raw readings are not stored ...');
  const city = cityNamed(options, 'unstored');
  const live = await runLive(options, {
    city,
    readings: options.fewer,
    rate: undefined,
    workers: options.workers,
    withoutRaw: true,
  });
  await live.stop();
  return [
    figure('without raw storage', sustainedRate(live), 'readings/s', { baseline: bareRate }),
    figure('without raw storage: CPU in all', cpuInAll(live), 'ns/reading'),
  ];
}
