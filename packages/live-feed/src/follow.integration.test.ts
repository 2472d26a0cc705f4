import { openTestStores } from '@citywatt/test-harness/stores';
import { jetstreamManager } from '@nats-io/jetstream';
import { expect, test } from 'vitest';
import { followLive, ResumeExpired } from './follow.ts';
import type { LiveRows } from './live-row.ts';
import { openLivePublisher } from './publish.ts';
import { LIVE_STREAM } from './stream.ts';

const rows = (partition: number): LiveRows => ({
  partition,
  complete: true,
  tenant: ['demo'],
  city: ['lisbon'],
  district: ['1150'],
  version: ['1'],
  eventTime: [0],
  ingestTime: [0],
  liveLoadWatts: [partition],
  currentSensors: [1],
  activeSensors: [1],
  feed: ['live'],
  latestReadingTime: [0],
  band: ['normal'],
  openMinuteStart: [0],
  openMinuteEnergyMilliwattHours: [0],
});

test('a follower gets what was there, what comes, and resumes without a gap', async () => {
  await using stores = await openTestStores();
  const connection = await stores.connectNats();
  const publisher = await openLivePublisher(connection);
  await publisher.publish(rows(1));
  const seen: [number, number][] = [];
  const first = followLive(connection, {
    onRows: (row, sequence) => seen.push([row.partition, sequence]),
    onError: () => {},
  });
  await first.ready;
  expect(seen.map(([partition]) => partition)).toEqual([1]);
  await publisher.publish(rows(2));
  await expect.poll(() => seen.length).toBe(2);
  first.stop();
  await publisher.publish(rows(3));
  const resumed: number[] = [];
  const second = followLive(connection, {
    fromSequence: seen[1]![1],
    onRows: (row) => resumed.push(row.partition),
    onError: () => {},
  });
  await second.ready;
  expect(resumed).toEqual([3]);
  second.stop();
});

test('a stream that was lost is made anew with cursors that never came before, and followers go on', async () => {
  await using stores = await openTestStores();
  const connection = await stores.connectNats();
  const publisher = await openLivePublisher(connection);
  const sequences: number[] = [];
  const follower = followLive(connection, {
    onRows: (_, sequence) => sequences.push(sequence),
    onError: () => {},
  });
  await publisher.publish(rows(1));
  await expect.poll(() => sequences.length).toBe(1);
  await (await jetstreamManager(connection)).streams.delete(LIVE_STREAM);
  await publisher.publish(rows(2));
  await expect.poll(() => sequences.length, { timeout: 15_000 }).toBe(2);
  expect(sequences[1]).toBeGreaterThan(sequences[0]!);
  follower.stop();
  const expired = followLive(connection, {
    fromSequence: sequences[0]!,
    onRows: () => {},
    onError: () => {},
  });
  await expect(expired.ready).rejects.toBeInstanceOf(ResumeExpired);
});
