import { expect, test } from 'vitest';
import { EventQueue, SubscriberTooSlow } from './event-queue.ts';

const queueOf = (latestOnly = false) => {
  let ended = 0;
  const queue = new EventQueue<number>({ latestOnly, onEnd: () => ended++ });
  return { queue, ended: () => ended };
};

test('events come in order, whether they or the reader wait', async () => {
  const { queue } = queueOf();
  queue.push(1);
  expect(await queue.next()).toEqual({ value: 1, done: false });
  const waiting = [queue.next(), queue.next()];
  queue.push(2);
  queue.push(3);
  expect(await Promise.all(waiting)).toEqual([
    { value: 2, done: false },
    { value: 3, done: false },
  ]);
});

test('return() ends a reader that waits and frees the source at once, and only once', async () => {
  const { queue, ended } = queueOf();
  const waiting = queue.next();
  await queue.return();
  expect(await waiting).toEqual({ value: undefined, done: true });
  await queue.return();
  queue.push(1);
  expect(await queue.next()).toEqual({ value: undefined, done: true });
  expect(ended()).toBe(1);
});

test('where only the newest matters only the newest waits', async () => {
  const { queue } = queueOf(true);
  for (const event of [1, 2, 3]) queue.push(event);
  expect(await queue.next()).toEqual({ value: 3, done: false });
});

test('a subscriber that does not read is let go of with a reason', async () => {
  const { queue, ended } = queueOf();
  for (let event = 0; event < 6_000; event++) queue.push(event);
  expect(ended()).toBe(1);
  await expect(queue.next()).rejects.toBeInstanceOf(SubscriberTooSlow);
  expect(await queue.next()).toEqual({ value: undefined, done: true });
});
