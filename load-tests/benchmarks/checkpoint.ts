import { parseArgs } from 'node:util';
import type { RawSink } from '@citywatt/district-processor/actor/partition-actor';
import { openNatsCheckpoints } from '@citywatt/district-processor/adapters/nats-checkpoints';
import {
  type CheckpointHold,
  checkpointStore,
} from '@citywatt/district-processor/checkpoint/checkpoint-store';
import {
  decodePartition,
  encodePartition,
  STATE_VERSION,
} from '@citywatt/district-processor/checkpoint/partition-codec';
import { openOwnStores } from '@citywatt/test-harness/own-stores';
import { jetstream, jetstreamManager, StorageType } from '@nats-io/jetstream';
import { type Benchmark, figure } from '../src/benchmark.ts';
import { bestRounds } from '../src/best-rounds.ts';
import { framesOfMeters } from './partition/frames-of-meters.ts';
import { PartitionOfMeters } from './partition/partition-of-meters.ts';

export const about =
  "a partition's state written and restored, beside bare publishing and reading of as many bytes";

const ROUNDS = 5;
const MINUTES = 20;
const RESTORE_GOAL_MS = 2_000;
const MEGABYTE = 1_048_576;
const NANOSECONDS_A_MS = 1e6;
const BARE = 'BARE';
const NO_RAW: RawSink = { append() {} };

/**
 * The state of a partition with 100,000 sensors: encoded, written when all of it is new and when a minute of readings
 * has come since, taken over and restored by the next owner. The bare stream gets and gives the same bytes in messages
 * of a megabyte, all at once.
 */
export const run: Benchmark = async ({ short, args, testStack }) => {
  const { sensors } = parseArgs({
    args: [...args],
    options: { sensors: { type: 'string', default: short ? '50' : '500' } },
  }).values;
  await using stores = await openOwnStores((await testStack()).address);
  const connection = await stores.connectNats();
  const { pointers, chunks } = await openNatsCheckpoints(connection);
  const checkpoints = checkpointStore(pointers, chunks, 'benchmark');
  const city = { city: 'checkpoint', districts: 200, sensors: Number(sensors), seed: 7 };
  const byMinute = framesOfMeters(city, MINUTES + ROUNDS);
  const partition = new PartitionOfMeters(city, NO_RAW);
  for (const frames of byMinute.slice(0, MINUTES)) partition.apply(frames);

  const all = new Uint8Array(Buffer.concat(encodePartition(partition.state)));
  const target = new Uint8Array(all.length);
  const messages = Array.from({ length: Math.ceil(all.length / MEGABYTE) }, (_, index) =>
    all.subarray(index * MEGABYTE, (index + 1) * MEGABYTE),
  );
  const manager = await jetstreamManager(connection);
  const stream = jetstream(connection);
  await manager.streams.add({ name: BARE, subjects: ['bare'], storage: StorageType.File });
  const stateAt = (sequence: number, parts: readonly Uint8Array[]) => ({
    stateVersion: STATE_VERSION,
    generation: 1,
    sequence,
    parts,
  });

  let sequence = 0;
  let parts = encodePartition(partition.state);
  let hold: CheckpointHold;
  let fresh = 0;
  let minute = MINUTES;
  let restored = partition.state;
  const spent = await bestRounds(
    NANOSECONDS_A_MS,
    {
      copy: { run: () => target.set(all) },
      encode: { run: () => encodePartition(partition.state) },
      // Another number each time, so that nothing of it is there yet.
      write: {
        async prepare() {
          hold = await checkpoints.takeOver(++fresh);
          parts = encodePartition(partition.state);
        },
        run: () => hold.write(stateAt(++sequence, parts)),
      },
      writeAgain: {
        prepare() {
          partition.apply(byMinute[minute++]!);
          parts = encodePartition(partition.state);
        },
        run: () => hold.write(stateAt(++sequence, parts)),
      },
      restore: {
        async run() {
          const { stored } = await checkpoints.takeOver(fresh);
          restored = decodePartition(fresh, stored!.sequence, stored!.parts);
        },
      },
      publish: {
        prepare: () => manager.streams.purge(BARE),
        run: () => Promise.all(messages.map((message) => stream.publish('bare', message))),
      },
      read: {
        async run() {
          const { state } = await manager.streams.info(BARE);
          await Promise.all(
            messages.map((_, index) => manager.streams.getMessage(BARE, { seq: state.first_seq + index })),
          );
        },
      },
    },
    ROUNDS,
  );
  if (Buffer.concat(encodePartition(restored)).compare(Buffer.concat(parts)) !== 0)
    throw new Error('the state that was restored is not the one that was written');
  return [
    figure('encode', spent.encode, 'ms', { baseline: spent.copy }),
    figure('write', spent.write, 'ms', { baseline: spent.publish }),
    figure('write, a minute later', spent.writeAgain, 'ms', { baseline: spent.publish }),
    figure('restore', spent.restore, 'ms', { goal: RESTORE_GOAL_MS, baseline: spent.read }),
    figure('state', all.length / (city.districts * city.sensors), 'bytes/sensor'),
    figure('sensors', city.districts * city.sensors, 'sensors'),
  ];
};
