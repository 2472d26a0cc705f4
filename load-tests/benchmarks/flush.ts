import { parseArgs } from 'node:util';
import type { RawSink } from '@citywatt/district-processor/actor/partition-actor';
import { clickhouseRowStore } from '@citywatt/district-processor/adapters/clickhouse-row-store';
import { natsMessageSink } from '@citywatt/district-processor/adapters/nats-reading-stream';
import type { CollectedOutput } from '@citywatt/district-processor/worker/collected-output';
import { type FlushTargets, flushOutput } from '@citywatt/district-processor/worker/flush';
import { insertRows } from '@citywatt/district-processor/worker/insert-rows';
import { openEventPublisher } from '@citywatt/domain-events/publish';
import { connectMeasurementStore } from '@citywatt/measurement-store/connection';
import { migrateMeasurementStore } from '@citywatt/measurement-store/migrate';
import { RawBlock } from '@citywatt/measurement-store/raw-readings';
import { nativeDistrictRollups } from '@citywatt/measurement-store/rollups';
import { ensureStreams } from '@citywatt/reading-stream/streams';
import { openOwnStores } from '@citywatt/test-harness/own-stores';
import { jetstream } from '@nats-io/jetstream';
import { type Benchmark, figure } from '../src/benchmark.ts';
import { bestRounds } from '../src/best-rounds.ts';
import { bareInsert } from './flush/bare-insert.ts';
import { decodedSegments, fillRawBlock } from './partition/decoded-segments.ts';
import { framesOfMeters } from './partition/frames-of-meters.ts';
import { PartitionOfMeters } from './partition/partition-of-meters.ts';

export const about =
  'what actors gave out, until ClickHouse has acknowledged it, beside the same blocks inserted bare';

const ROUNDS = 5;
const QUARTER_MINUTES = 15;
const RAW_MINUTES = 4;
const STREAM_BYTES = 256_000_000;
const RETENTION = { raw: 90, quarterHour: 1_096 };
const NO_RAW: RawSink = { append() {} };

/**
 * Rollups: all that follows from a quarter hour of readings, so with events and city inputs. Raw readings: a full block.
 * The bare inserts are the same rows in blocks that were made before, one request a table.
 */
export const run: Benchmark = async ({ short, args, testStack }) => {
  const { sensors } = parseArgs({
    args: [...args],
    options: { sensors: { type: 'string', default: short ? '50' : '500' } },
  }).values;
  await using stores = await openOwnStores((await testStack()).address);
  await migrateMeasurementStore(stores.clickhouse, RETENTION);
  const connection = await stores.connectNats();
  await ensureStreams(connection, { readingsMaxBytes: STREAM_BYTES, generation: async () => 1 });
  const measurements = connectMeasurementStore(stores.clickhouse);
  const targets: FlushTargets = {
    rows: clickhouseRowStore(measurements, () => {}),
    sink: natsMessageSink(jetstream(connection)),
    events: await openEventPublisher(connection),
    // The first failure ends the benchmark: a flush that was repeated says nothing about its speed.
    persist: (_what, attempt) => attempt(),
  };
  const city = { city: 'flush', districts: 200, sensors: Number(sensors), seed: 7 };
  const byMinute = framesOfMeters(city, (ROUNDS + 1) * QUARTER_MINUTES + 1);
  const outputs = quarterHours(new PartitionOfMeters(city, NO_RAW), byMinute);
  const rollups = { ours: outputs.values(), bare: outputs.values() };
  const rollupRows = outputs.reduce((sum, { rows }) => sum + rows, 0) / outputs.length;

  const segments = decodedSegments(byMinute.slice(0, RAW_MINUTES).flat());
  const raw = new RawBlock(segments.reduce((sum, { count }) => sum + count, 0));
  fillRawBlock(raw, segments);

  let output: CollectedOutput;
  let parts: readonly (readonly [table: string, bytes: Uint8Array<ArrayBuffer>])[];
  const insert = bareInsert(stores.clickhouse);
  const spent = await bestRounds(
    1,
    {
      rollups: {
        prepare() {
          output = rollups.ours.next().value!;
        },
        run: () => flushOutput(targets, output),
      },
      bareRollups: {
        prepare() {
          parts = blocksOf(rollups.bare.next().value!);
        },
        run: () => Promise.all(parts.map(([table, bytes]) => insert(table, bytes))),
      },
      raw: {
        run: () =>
          insertRows(targets, {
            what: 'raw readings',
            count: raw.rows,
            insert: (from, to) => targets.rows.insertRaw(raw, from, to),
            row: (index) => raw.row(index),
          }),
      },
      bareRaw: {
        prepare() {
          parts = [['raw_segments', bytesOf(raw.native().parts)]];
        },
        run: () => Promise.all(parts.map(([table, bytes]) => insert(table, bytes))),
      },
    },
    ROUNDS,
  );
  await measurements.close();
  return [
    figure('rollups', spent.rollups / rollupRows, 'ns/row', { baseline: spent.bareRollups / rollupRows }),
    figure('raw readings', spent.raw / raw.rows, 'ns/reading', { baseline: spent.bareRaw / raw.rows }),
    figure('rollup rows of a flush', rollupRows, 'rows'),
    figure('raw readings of a flush', raw.rows, 'readings'),
  ];
};

/** What the actors gave out for each quarter hour, without the first, in which registers only say where they stand. */
function quarterHours(partition: PartitionOfMeters, byMinute: readonly Uint8Array[][]): CollectedOutput[] {
  const outputs: CollectedOutput[] = [];
  for (const [minute, frames] of byMinute.entries()) {
    partition.apply(frames);
    if (minute > 0 && minute % QUARTER_MINUTES === 0) outputs.push(partition.handOver());
  }
  return outputs.slice(1);
}

function blocksOf({ districtRows, sensorBlocks }: CollectedOutput) {
  return [
    ['district_rollups', bytesOf(nativeDistrictRollups([...districtRows.values()]).parts)] as const,
    ...sensorBlocks.map((block) => ['sensor_rollups', bytesOf(block.native().parts)] as const),
  ];
}

const bytesOf = (parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts));
