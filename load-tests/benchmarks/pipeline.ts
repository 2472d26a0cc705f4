import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { connectMeasurementStore, type MeasurementClient } from '@citywatt/measurement-store/connection';
import { type OwnStores, openOwnStores } from '@citywatt/test-harness/own-stores';
import { startTestStack, type TestStack } from '@citywatt/test-harness/test-stack';
import { type JetStreamClient, jetstream, jetstreamManager, StorageType } from '@nats-io/jetstream';
import { type Benchmark, type BenchmarkRun, type Figure, figure } from '../src/benchmark.ts';
import { machineCpuSeconds, type Usage, watchProcesses } from '../src/process-usage.ts';
import { startChild } from './pipeline/child.ts';
import { endData, publishDirectories, untilStreamTakes } from './pipeline/city-control.ts';
import type { CityOptions } from './pipeline/city-of-meters.ts';
import { untilComplete, untilHoursComplete } from './pipeline/completeness.ts';
import { BARE_STREAM, BARE_SUBJECTS, type BareReport, type ProducerReport } from './pipeline/messages.ts';
import { startProcessor } from './pipeline/processor.ts';
import { stageShares } from './pipeline/stages.ts';

export const about =
  'the whole pipeline, from frames in the stream to raw readings and rollups, beside a bare consumer';

const GOAL = 400_000;
const MEGABYTE = 2 ** 20;

interface Bench extends BenchmarkRun {
  readonly stack: TestStack;
  readonly stores: OwnStores;
  readonly stream: JetStreamClient;
  readonly measurements: MeasurementClient;
  readonly profiles: string;
  readonly readings: number;
}

/**
 * From door-format frames in the stream to raw readings and rollups in ClickHouse, every process on this machine: live,
 * and from a stream filled before; beside each, a consumer that only decodes. `--readings <n>` takes another number,
 * `--profiles <folder>` keeps the processor's CPU profile.
 */
export const run: Benchmark = async (given) => {
  const stack = await startTestStack();
  const own = parseArgs({
    args: [...given.args],
    options: { readings: { type: 'string' }, profiles: { type: 'string' } },
  }).values;
  const profiles = own.profiles ?? (await mkdtemp(join(tmpdir(), 'citywatt-profiles-')));
  try {
    await using stores = await openOwnStores(stack.address);
    const connection = await stores.connectNats();
    const measurements = connectMeasurementStore(stores.clickhouse);
    const readings = own.readings ? Number(own.readings) : given.short ? 2_000_000 : 16_000_000;
    const stream = jetstream(connection);
    const bench: Bench = { ...given, stack, stores, stream, measurements, profiles, readings };
    const bare = await measureBare(bench);
    const live = await measureLive(bench, bare.live);
    const prefilled = await measurePrefilled(bench, bare.prefilled, live.rawReadings);
    await measurements.close();
    return [...live.figures, ...prefilled, ...bare.figures];
  } finally {
    if (!own.profiles) await rm(profiles, { recursive: true, force: true });
    await stack.stop();
  }
};

const cityNamed = (city: string): CityOptions => ({ city, districts: 200, sensors: 500, seed: 7 });
const pidOf = (bench: Bench, name: string) =>
  bench.stack.stack.children.find((child) => child.name === name)!.pid;

async function measureBare(bench: Bench) {
  const { natsUrl } = bench.stores;
  const manager = await jetstreamManager(await bench.stores.connectNats());
  await manager.streams.add({ name: BARE_STREAM, subjects: [BARE_SUBJECTS], storage: StorageType.File });
  const city = cityNamed('bare');
  bench.say(
    `a bare consumer reads ${bench.readings.toLocaleString('en')} readings as they are published ...`,
  );
  const consumer = startChild<BareReport>('bare-consumer.ts', { natsUrl, readings: bench.readings });
  await consumer.ready;
  const producer = startChild<ProducerReport>('producer.ts', {
    natsUrl,
    city,
    readings: bench.readings,
    to: 'bare',
  });
  const [sent, read] = await Promise.all([producer.report, consumer.report]);
  const live = rate(sent.readings, sent.startedAt, read.endedAt);
  bench.say('... and the same stream again');
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

async function measureLive(bench: Bench, bareRate: number) {
  const processor = await startProcessor(bench.stores, bench.profiles);
  try {
    const city = cityNamed('live');
    await untilStreamTakes(bench.stream, city);
    bench.say(`${bench.readings.toLocaleString('en')} readings, everything live ...`);
    const producer = startChild<ProducerReport>('producer.ts', {
      natsUrl: bench.stores.natsUrl,
      city,
      readings: bench.readings,
      to: 'readings',
    });
    const machineBefore = machineCpuSeconds();
    const watch = watchProcesses({
      nats: pidOf(bench, 'nats'),
      clickhouse: pidOf(bench, 'clickhouse'),
      processor: processor.pid,
      producer: producer.pid,
    });
    const sent = await producer.report;
    await endData(bench.stream, city);
    bench.say(`published in ${seconds(sent.startedAt, sent.endedAt)} s; waiting for ClickHouse ...`);
    const expected = {
      city: city.city,
      rawReadings: sent.readings,
      energyMilliwattHours: sent.energyMilliwattHours,
    };
    const done = await untilComplete(bench.measurements, expected);
    const usage = watch.stop();
    const machine = machineCpuSeconds() - machineBefore;
    const hoursAt = await untilHoursComplete(bench.measurements, expected);
    await processor.stop();
    const stages = await stageShares(bench.profiles);
    const whole = (done.rollupsAt - sent.startedAt) / 1_000;
    return {
      rawReadings: sent.readings,
      figures: [
        figure('sustained', rate(sent.readings, sent.startedAt, done.rollupsAt), 'readings/s', {
          goal: GOAL,
          baseline: bareRate,
        }),
        figure('published', rate(sent.readings, sent.startedAt, sent.endedAt), 'readings/s'),
        figure('readings', sent.readings, 'readings'),
        figure('readings in a frame', sent.readings / sent.frames, 'readings'),
        figure('bytes in the stream', sent.frameBytes / sent.readings, 'bytes/reading'),
        figure('hours complete, behind the rest', (hoursAt - done.rollupsAt) / 1_000, 's'),
        ...usageFigures(usage, sent, whole, machine),
        ...[...stages].map(([stage, share]) => figure(`processor: ${stage}`, 100 * share, '% of its work')),
      ],
    };
  } finally {
    await processor.stop();
  }
}

function usageFigures(
  usage: ReadonlyMap<string, Usage>,
  sent: ProducerReport,
  wall: number,
  machine: number,
): Figure[] {
  const used = new Map(usage);
  used.set('producer', sent);
  const whole = [...used.values()].reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
  return [
    figure('CPU in all', (whole / sent.readings) * 1e9, 'ns/reading'),
    figure('CPU in all, of the time', whole / wall, 'cores'),
    // What others took meanwhile was not there for these: without it the rate says nothing.
    figure('CPU of other work on the machine', Math.max(machine - whole, 0) / wall, 'cores'),
    ...[...used].map(([name, { cpuSeconds }]) =>
      figure(`${name}: CPU`, (cpuSeconds / sent.readings) * 1e9, 'ns/reading'),
    ),
    ...[...used].map(([name, { cpuSeconds }]) =>
      figure(`${name}: share of the CPU`, (100 * cpuSeconds) / whole, '%'),
    ),
    ...[...used].map(([name, { residentBytes }]) =>
      figure(`${name}: greatest memory`, residentBytes / MEGABYTE, 'MB'),
    ),
  ];
}

async function measurePrefilled(bench: Bench, bareRate: number, before: number): Promise<Figure[]> {
  const city = cityNamed('prefilled');
  await publishDirectories(bench.stream, city);
  bench.say('the same from a stream that was filled while the processor was away ...');
  const sent = await startChild<ProducerReport>('producer.ts', {
    natsUrl: bench.stores.natsUrl,
    city,
    readings: bench.readings,
    to: 'readings',
  }).report;
  await endData(bench.stream, city);
  const processor = await startProcessor(bench.stores);
  try {
    while ((await processor.metric('citywatt_readings_applied_total')) === 0) await delay(10);
    const startedAt = Date.now();
    const done = await untilComplete(bench.measurements, {
      city: city.city,
      rawReadings: before + sent.readings,
      energyMilliwattHours: sent.energyMilliwattHours,
    });
    return [
      figure('from a prefilled stream', rate(sent.readings, startedAt, done.rollupsAt), 'readings/s', {
        goal: GOAL,
        baseline: bareRate,
      }),
    ];
  } finally {
    await processor.stop();
  }
}

const rate = (readings: number, from: number, to: number) => (readings / (to - from)) * 1_000;
const seconds = (from: number, to: number) => ((to - from) / 1_000).toFixed(1);
