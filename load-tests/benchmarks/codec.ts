import { parseArgs } from 'node:util';
import { encodeFrame, FrameCursor, FrameWriter } from '@citywatt/reading-stream/frame';
import { MAX_FRAME_READINGS, type SegmentKey } from '@citywatt/reading-stream/frame-layout';
import { ACTIVE_IMPORT_CUMULATIVE } from '@citywatt/reading-stream/reading';
import { seeded } from '@citywatt/test-harness/seeded';
import { type Benchmark, figure } from '../src/benchmark.ts';
import { bestRounds } from '../src/best-rounds.ts';

export const about = 'readings into frames and out of them, beside copying as many bytes';

const DISTRICTS = 4;
/** Three Float64 columns of the decoded form: value, time, sensor number. */
const DECODED_BYTES = 8 + 8 + 4;

/** Readings into frames and out again, beside copying as many bytes as the decoded columns hold. */
export const run: Benchmark = async ({ short, args }) => {
  const given = parseArgs({
    args: [...args],
    options: { frames: { type: 'string', default: short ? '100' : '1000' } },
  });
  const frames = Number(given.values.frames);
  const segments = segmentsOf(MAX_FRAME_READINGS / DISTRICTS);
  const ingestTime = Date.parse('2026-01-05T10:01:00Z');
  const frame = encodeFrame(segments, ingestTime);
  const cursor = new FrameCursor();
  const writer = new FrameWriter();
  const source = new Uint8Array(MAX_FRAME_READINGS * DECODED_BYTES);
  const target = new Uint8Array(source.length);
  const sink = { readings: 0 };

  const rounds = (work: () => void) => ({
    run() {
      for (let index = 0; index < frames; index++) work();
    },
  });
  const { copy, encode, gather, decode } = await bestRounds(frames * MAX_FRAME_READINGS, {
    copy: rounds(() => {
      target.set(source);
      sink.readings += target[0]!;
    }),
    encode: rounds(() => {
      sink.readings += encodeFrame(segments, ingestTime).length;
    }),
    gather: rounds(() => {
      for (const { key, count, values, times, sensorNumbers } of segments) {
        for (let row = 0; row < count; row++) writer.add(key, sensorNumbers[row]!, times[row]!, values[row]!);
      }
      sink.readings += writer.take(ingestTime).length;
    }),
    decode: rounds(() => {
      cursor.open(frame);
      while (cursor.next()) sink.readings += cursor.count;
    }),
  });
  return [
    figure('decode', decode, 'ns/reading', { baseline: copy }),
    figure('encode', encode, 'ns/reading', { baseline: copy }),
    figure('gather and encode', gather, 'ns/reading', { baseline: copy }),
    figure('memory copy', copy, 'ns/reading'),
    figure('frame', frame.length / MAX_FRAME_READINGS, 'bytes/reading', { baseline: DECODED_BYTES }),
  ];
};

/** A minute of registers between 0 and 100,000 kWh, as many a district. */
function segmentsOf(sensors: number) {
  const random = seeded(11);
  const minute = Date.parse('2026-01-05T10:00:00Z');
  return Array.from({ length: DISTRICTS }, (_, district) => {
    const key: SegmentKey = {
      tenant: 'demo',
      city: 'bench',
      district: `district-${district}`,
      register: ACTIVE_IMPORT_CUMULATIVE,
      kind: 'cumulative',
      quality: 'measured',
      intervalMs: 0,
    };
    return {
      key,
      count: sensors,
      values: Float64Array.from({ length: sensors }, () => random.integer(0, 1e11)),
      times: Float64Array.from({ length: sensors }, () => minute + random.integer(0, 59_999)),
      sensorNumbers: Uint32Array.from({ length: sensors }, (_, number) => number),
    };
  });
}
