import { setTimeout as delay } from 'node:timers/promises';
import { connectMeasurementStore, type MeasurementClient } from '@citywatt/measurement-store/connection';
import { writeLongWindows } from '@citywatt/measurement-store/long-windows';
import { encodeControl } from '@citywatt/reading-stream/control';
import { partitionOf } from '@citywatt/reading-stream/partition';
import { controlSubject } from '@citywatt/reading-stream/subjects';
import { openOwnStores } from '@citywatt/test-harness/own-stores';
import { startTestStack } from '@citywatt/test-harness/test-stack';
import { type JetStreamClient, jetstream } from '@nats-io/jetstream';
import { type Benchmark, type BenchmarkRun, figure } from '../src/benchmark.ts';
import { watchProcesses } from '../src/process-usage.ts';
import { type Processor, startProcessor } from './pipeline/processor.ts';
import { districtsOf, type History, type HistoryOptions, publishHistory } from './repair/history.ts';

export const about =
  'all rollups of a city made anew from its raw readings, beside ClickHouse that only sums them';

const HOUR_MS = 3_600_000;
const EVERY_MS = 500;
const LIMIT_MS = 900_000;

interface Bench extends BenchmarkRun {
  readonly measurements: MeasurementClient;
  readonly stream: JetStreamClient;
  readonly options: HistoryOptions;
  readonly history: History;
  readonly processor: Processor;
  readonly pids: { readonly clickhouse: number; readonly processor: number };
}

/**
 * All rollups are lost and made anew by the processor's repair path, as `npm run rebuild` asks for it; then the hours
 * alone. Beside it ClickHouse sums the same raw rows by sensor and quarter hour into a table, with one thread.
 */
export const run: Benchmark = async (given) => {
  const stack = await startTestStack();
  try {
    await using stores = await openOwnStores(stack.address);
    const measurements = connectMeasurementStore({ ...stores.clickhouse, requestTimeoutMs: 600_000 });
    const stream = jetstream(await stores.connectNats());
    const processor = await startProcessor(stores);
    try {
      const options: HistoryOptions = {
        city: 'repaired',
        districts: given.short ? 10 : 50,
        sensors: 200,
        from: Date.parse('2026-01-05T10:00:00Z'),
        hours: given.short ? 6 : 12,
        seed: 5,
      };
      while ((await processor.metric('citywatt_partitions_owned')) < 64) await delay(EVERY_MS);
      given.say(`${options.districts} districts of ${options.sensors} sensors, ${options.hours} hours ...`);
      const history = await publishHistory(stream, options);
      const clickhouse = stack.stack.children.find(({ name }) => name === 'clickhouse')!.pid;
      const pids = { clickhouse, processor: processor.pid };
      const bench: Bench = { ...given, measurements, stream, options, history, processor, pids };
      await untilExact(bench);
      const bare = await sumBare(bench);
      return [...(await rebuildAll(bench, bare)), ...(await writeHours(bench)), ...bare.figures];
    } finally {
      await processor.stop();
      await measurements.close();
    }
  } finally {
    await stack.stop();
  }
};

async function sumBare({ measurements, history, pids, say }: Bench) {
  await measurements.command({
    query: `CREATE TABLE bare_sums (district LowCardinality(String), sensor_number UInt32, window_start DateTime('UTC'),
      energy Int64) ENGINE = MergeTree ORDER BY (district, window_start, sensor_number)`,
  });
  say('ClickHouse alone sums them ...');
  const watch = watchProcesses(pids);
  await measurements.command({
    query: `INSERT INTO bare_sums SELECT district, sensor_number, toStartOfInterval(interval_start, INTERVAL 15 MINUTE),
      if(any(register_kind) = 1, sum(value), max(value) - min(value)) FROM raw_readings
      GROUP BY district, sensor_number, toStartOfInterval(interval_start, INTERVAL 15 MINUTE)`,
    clickhouse_settings: { max_threads: 1 },
  });
  const nanoseconds = (watch.stop().get('clickhouse')!.cpuSeconds / history.readings) * 1e9;
  return { nanoseconds, figures: [figure('ClickHouse alone: CPU', nanoseconds, 'ns/reading')] };
}

async function rebuildAll(bench: Bench, bare: { readonly nanoseconds: number }) {
  const { measurements, stream, options, history, pids, say } = bench;
  for (const table of ['sensor_rollups', 'district_rollups']) {
    await measurements.command({ query: `TRUNCATE TABLE ${table}` });
  }
  say('every rollup is made anew ...');
  const watch = watchProcesses(pids);
  const startedAt = performance.now();
  const range = { from: options.from, to: options.from + (options.hours + 1) * HOUR_MS };
  for (const { tenant, city, district } of districtsOf(options)) {
    const message = encodeControl({ type: 'rebuild', tenant, city, district, ...range });
    await stream.publish(controlSubject(partitionOf({ tenant, city, district })), message);
  }
  await untilRepaired(bench);
  const seconds = (performance.now() - startedAt) / 1_000;
  const usage = watch.stop();
  await untilExact(bench);
  const districtHours = options.districts * options.hours;
  const cpu = [...usage.values()].reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
  return [
    figure('made anew from raw', districtHours / seconds, 'district-hours/s'),
    figure('readings read again', history.readings / seconds, 'readings/s'),
    figure('CPU', (cpu / history.readings) * 1e9, 'ns/reading', { baseline: bare.nanoseconds }),
    ...[...usage].map(([name, { cpuSeconds }]) =>
      figure(`CPU of ${name}`, (cpuSeconds / history.readings) * 1e9, 'ns/reading'),
    ),
    figure('CPU of a district-hour', (cpu / districtHours) * 1_000, 'ms'),
  ];
}

/** The hours of a copy of the city, which has none yet: all districts an hour, as they close. */
async function writeHours({ measurements, options, pids, say }: Bench) {
  const city = 'copied';
  await measurements.command({
    query: `INSERT INTO sensor_rollups SELECT * REPLACE ('${city}' AS city) FROM sensor_rollups FINAL
      WHERE resolution = 'quarter-hour'`,
  });
  say('hours alone ...');
  const districts = districtsOf(options).map(({ district }) => ({
    district,
    version: 1n,
    onlyDiffering: true,
    windows: [0],
  }));
  const watch = watchProcesses(pids);
  for (let hour = 0; hour < options.hours; hour++) {
    const start = options.from + hour * HOUR_MS;
    const windows = [{ start, end: start + HOUR_MS }];
    await writeLongWindows(measurements, { tenant: 'demo', city, resolution: 'hour', windows, districts });
  }
  const { cpuSeconds } = watch.stop().get('clickhouse')!;
  const districtHours = districts.length * options.hours;
  return [figure('hour from quarter hours: CPU', (cpuSeconds / districtHours) * 1_000, 'ms/district-hour')];
}

/** By what the processor says: to ask the store all the time would be part of what is measured. */
async function untilRepaired({ processor }: Bench) {
  const marks = () => processor.metric('citywatt_repair_marks');
  while ((await marks()) === 0) await delay(EVERY_MS);
  while ((await marks()) > 0) await delay(EVERY_MS);
}

async function untilExact(bench: Bench) {
  for (const resolution of ['hour', 'minute', 'quarter-hour'])
    await untilSum(bench, 'district_rollups', resolution);
  for (const resolution of ['quarter-hour', 'hour']) await untilSum(bench, 'sensor_rollups', resolution);
}

async function untilSum({ measurements, options, history }: Bench, table: string, resolution: string) {
  const deadline = performance.now() + LIMIT_MS;
  for (;;) {
    const answer = await measurements.query({
      query: `SELECT sum(energy_milliwatt_hours) AS energy FROM ${table} FINAL
        WHERE city = {city:String} AND resolution = {resolution:String}`,
      query_params: { city: options.city, resolution },
      format: 'JSONEachRow',
    });
    const [row] = await answer.json<{ energy: string }>();
    if (Number(row!.energy) === history.energyMilliwattHours) return;
    if (performance.now() > deadline)
      throw new Error(`${table} by ${resolution}: ${row!.energy}, not ${history.energyMilliwattHours}`);
    await delay(EVERY_MS);
  }
}
