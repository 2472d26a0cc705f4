import { parseArgs } from 'node:util';
import type { RawSink } from '@citywatt/district-processor/actor/partition-actor';
import { FrameCursor } from '@citywatt/reading-stream/frame';
import { type Benchmark, figure } from '../src/benchmark.ts';
import { bestRounds } from '../src/best-rounds.ts';
import { framesOfMeters, readingsIn } from './partition/frames-of-meters.ts';
import { PartitionOfMeters } from './partition/partition-of-meters.ts';
import type { CityOptions } from './pipeline/city-of-meters.ts';

export const about = 'the actor applies readings to windows, beside a bare typed-array sum';

const MINUTE_MS = 60_000;
const MINUTES_HELD = 256;
/** Raw rows are what `row-encoding` measures. */
const WITHOUT_RAW: RawSink = { append() {} };

/**
 * Frames are decoded and applied as the worker does it: registers and their differences, windows, live load, events. The
 * bare sum decodes the same frames and adds every value to its minute.
 */
export const run: Benchmark = async ({ short, args }) => {
  const { sensors, minutes } = parseArgs({
    args: [...args],
    options: {
      sensors: { type: 'string', default: short ? '50' : '500' },
      minutes: { type: 'string', default: '31' },
    },
  }).values;
  const city: CityOptions = { city: 'windows', districts: 200, sensors: Number(sensors), seed: 7 };
  const byMinute = framesOfMeters(city, Number(minutes));
  const frames = byMinute.flat();
  const readings = readingsIn(frames);

  let partition: PartitionOfMeters;
  const prepare = () => {
    partition = new PartitionOfMeters(city, WITHOUT_RAW);
  };
  const cursor = new FrameCursor();
  const sums = new Float64Array(MINUTES_HELD);
  const decode = (each: (cursor: FrameCursor) => void) => {
    for (const frame of frames) {
      cursor.open(frame);
      while (cursor.next()) each(cursor);
    }
  };
  const spent = await bestRounds(readings, {
    decode: { run: () => decode(() => {}) },
    sum: { run: () => decode((segment) => addToMinutes(segment, sums)) },
    apply: { prepare, run: () => partition.apply(frames) },
    applyAndHandOver: {
      prepare,
      run() {
        for (const frames of byMinute) {
          partition.apply(frames);
          partition.handOver();
        }
      },
    },
  });
  return [
    figure('apply', spent.apply, 'ns/reading', { baseline: spent.sum }),
    figure('apply, and hand changed windows over each minute', spent.applyAndHandOver, 'ns/reading', {
      baseline: spent.sum,
    }),
    figure('decode and sum', spent.sum, 'ns/reading'),
    figure('decode alone', spent.decode, 'ns/reading'),
    figure('readings', readings, 'readings'),
  ];
};

function addToMinutes({ count, times, values }: FrameCursor, sums: Float64Array): void {
  for (let index = 0; index < count; index++) {
    sums[Math.floor(times[index]! / MINUTE_MS) & (MINUTES_HELD - 1)]! += values[index]!;
  }
}
