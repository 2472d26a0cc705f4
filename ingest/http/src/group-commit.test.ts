import { decodeFrame } from '@citywatt/reading-stream/frame';
import type { SegmentKey } from '@citywatt/reading-stream/frame-layout';
import { expect, test } from 'vitest';
import { createGroupCommit } from './group-commit.ts';
import { UnavailableError } from './unavailable.ts';

const key: SegmentKey = {
  tenant: 'demo',
  city: 'lisbon',
  district: '1100',
  register: '1-0:1.29.0',
  kind: 'interval',
  quality: 'measured',
  intervalMs: 60_000,
};
const clock = { now: () => performance.now(), wallTime: () => 1_780_000_000_000 };

/** A stream whose answers the test gives by hand. */
function slowStream() {
  const sent: { partition: number; readings: number; answer: PromiseWithResolvers<void> }[] = [];
  const commit = createGroupCommit(async (partition, frame) => {
    const answer = Promise.withResolvers<void>();
    sent.push({ partition, readings: decodeFrame(frame).readingCount, answer });
    await answer.promise;
  }, clock);
  return { sent, commit };
}

const until = (condition: () => boolean) => expect.poll(condition, { interval: 2 }).toBe(true);

test('one frame of a partition is in flight; the next fills until it is answered', async () => {
  const { sent, commit } = slowStream();
  const first = commit.add(1, key, 0, 1_000, 1);
  await until(() => sent.length === 1);
  const second = commit.add(1, key, 0, 2_000, 2);
  const third = commit.add(1, key, 0, 3_000, 3);
  expect(third).toBe(second);
  const other = commit.add(2, key, 0, 1_000, 1);
  await until(() => sent.length === 2);
  expect(sent.map(({ partition }) => partition)).toEqual([1, 2]);
  sent[0]!.answer.resolve();
  await first.settled;
  await until(() => sent.length === 3);
  expect(sent[2]).toMatchObject({ partition: 1, readings: 2 });
  sent[1]!.answer.resolve();
  sent[2]!.answer.resolve();
  await Promise.all([second.settled, other.settled]);
  expect(commit.backlog).toBe(0);
});

test('a refused frame fails whoever has readings in it, and nobody else', async () => {
  const { sent, commit } = slowStream();
  const first = commit.add(1, key, 0, 1_000, 1);
  await until(() => sent.length === 1);
  const second = commit.add(1, key, 0, 2_000, 2);
  sent[0]!.answer.reject(new UnavailableError('stream-refused', 'full'));
  await expect(first.settled).rejects.toMatchObject({ code: 'stream-refused' });
  await until(() => sent.length === 2);
  sent[1]!.answer.resolve();
  await second.settled;
});

test('more than a frame holds goes in several, in order, and all of it settles', async () => {
  const order: number[] = [];
  const commit = createGroupCommit(async (_partition, frame) => {
    order.push(decodeFrame(frame).readingCount);
  }, clock);
  const batches = new Set<ReturnType<typeof commit.add>>();
  for (let i = 0; i < 20_000; i++) batches.add(commit.add(5, key, i, 1_000 + i, i));
  await Promise.all([...batches].map((batch) => batch.settled));
  expect(order).toEqual([8_000, 8_000, 4_000]);
  await commit.drain();
  expect(commit.backlog).toBe(0);
});
