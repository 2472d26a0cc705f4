import { parseArgs } from 'node:util';
import { natsReadingStream } from '@citywatt/district-processor/adapters/nats-reading-stream';
import { FrameCursor } from '@citywatt/reading-stream/frame';
import { EVERY_PARTITION_NUMBER } from '@citywatt/reading-stream/partition';
import { ensureStreams } from '@citywatt/reading-stream/streams';
import { EVERY_PARTITION, framesSubject, READINGS_STREAM } from '@citywatt/reading-stream/subjects';
import { openOwnStores } from '@citywatt/test-harness/own-stores';
import { DeliverPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { type Benchmark, figure } from '../src/benchmark.ts';
import { bestRounds } from '../src/best-rounds.ts';
import { framesOfMeters, readingsIn } from './partition/frames-of-meters.ts';

export const about = 'from JetStream to typed arrays, beside a consumer that drops what it gets';

const ROUNDS = 5;
const STREAM_BYTES = 2_000_000_000;
const PULL_BYTES = 8 * 1_048_576;

/** The processor's own way of reading READINGS, and every frame decoded; the stream was written before. */
export const run: Benchmark = async ({ short, args, testStack, say }) => {
  const { minutes } = parseArgs({
    args: [...args],
    options: { minutes: { type: 'string', default: short ? '5' : '60' } },
  }).values;
  await using stores = await openOwnStores((await testStack()).address);
  const connection = await stores.connectNats();
  await ensureStreams(connection, { readingsMaxBytes: STREAM_BYTES, generation: async () => 1 });
  const stream = jetstream(connection);
  const manager = await jetstreamManager(connection);
  const city = { city: 'stream', districts: 200, sensors: 500, seed: 7 };
  const byMinute = framesOfMeters(city, Number(minutes));
  for (const frames of byMinute) {
    await Promise.all(frames.map((frame, index) => stream.publish(framesSubject(index), frame)));
  }
  const readings = readingsIn(byMinute.flat());
  say(`${readings.toLocaleString('en')} readings are in the stream`);

  const source = natsReadingStream(stream, manager);
  const cursor = new FrameCursor();
  const decode = async () => {
    const messages = await source.open(1, EVERY_PARTITION_NUMBER);
    let decoded = 0;
    for await (const { data, pending } of messages) {
      cursor.open(data);
      while (cursor.next()) decoded += cursor.count;
      if (pending === 0) break;
    }
    messages.stop();
    // A message that was lost on the way would make it look faster.
    if (decoded !== readings) throw new Error(`${decoded} readings came of ${readings}`);
  };
  const drop = async () => {
    const consumer = await stream.consumers.get(READINGS_STREAM, {
      filter_subjects: [EVERY_PARTITION],
      deliver_policy: DeliverPolicy.All,
    });
    const messages = await consumer.consume({ max_bytes: PULL_BYTES });
    for await (const message of messages) if (message.info.pending === 0) break;
  };
  const cpu = { decode: 0, drop: 0 };
  const counted = (work: keyof typeof cpu, consume: () => Promise<void>) => async () => {
    const before = process.cpuUsage();
    await consume();
    const { user, system } = process.cpuUsage(before);
    cpu[work] += ((user + system) * 1_000) / (readings * ROUNDS);
  };
  const spent = await bestRounds(
    readings,
    { decode: { run: counted('decode', decode) }, drop: { run: counted('drop', drop) } },
    ROUNDS,
  );
  return [
    figure('stream to typed arrays', 1e9 / spent.decode, 'readings/s', { baseline: 1e9 / spent.drop }),
    figure('stream to typed arrays: CPU', cpu.decode, 'ns/reading', { baseline: cpu.drop }),
    figure('readings', readings, 'readings'),
    figure('readings in a frame', readings / byMinute.flat().length, 'readings'),
  ];
};
