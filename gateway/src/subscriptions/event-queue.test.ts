import { describe, expect, test } from 'vitest';
import { eventQueue, QueueOverflow } from './event-queue.ts';

describe('a queue of every event', () => {
  test('hands them over in order, then ends', async () => {
    const queue = eventQueue<number>('EVERY_EVENT');
    queue.push(1);
    queue.push(2);
    queue.end();
    expect([await queue.next(), await queue.next(), await queue.next()]).toEqual([
      { done: false, value: 1 },
      { done: false, value: 2 },
      { done: true, value: undefined },
    ]);
  });

  test('is bounded: one too many fails it after what is queued', async () => {
    const queue = eventQueue<number>('EVERY_EVENT', { most: 2 });
    for (const event of [1, 2, 3, 4]) queue.push(event);
    expect(queue.size).toBe(2);
    await queue.next();
    await queue.next();
    await expect(queue.next()).rejects.toBeInstanceOf(QueueOverflow);
  });

  test('return() wakes whoever waits, without another event', async () => {
    const queue = eventQueue<number>('EVERY_EVENT');
    const waiting = queue.next();
    await queue.return();
    expect(await waiting).toEqual({ done: true, value: undefined });
  });

  test('what comes after the end is left out', async () => {
    const queue = eventQueue<number>('EVERY_EVENT');
    queue.fail(new Error('lost'));
    queue.push(1);
    expect(queue.size).toBe(0);
    await expect(queue.next()).rejects.toThrow('lost');
  });
});

test('of a queue of the latest one event waits, the newest', async () => {
  const queue = eventQueue<number>('LATEST_WINS');
  for (let event = 1; event <= 100_000; event++) queue.push(event);
  expect(queue.size).toBe(1);
  expect(await queue.next()).toEqual({ done: false, value: 100_000 });
});

test('says by how much it grows and shrinks', async () => {
  let size = 0;
  const resized = (by: number) => {
    size += by;
  };
  const every = eventQueue<number>('EVERY_EVENT', { most: 3, resized });
  const latest = eventQueue<number>('LATEST_WINS', { resized });
  for (const event of [1, 2, 3, 4, 5]) {
    every.push(event);
    latest.push(event);
  }
  expect(size).toBe(4);
  await every.next();
  await latest.next();
  expect(size).toBe(2);
  await every.return();
  expect(size).toBe(0);
});
