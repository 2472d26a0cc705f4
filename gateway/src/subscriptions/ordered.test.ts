import { expect, test } from 'vitest';
import { eventQueue } from './event-queue.ts';
import { ordered } from './ordered.ts';

/** Work that ends when the test says so. */
function heldWork() {
  const held = new Map<number, PromiseWithResolvers<string>>();
  return {
    held,
    work: (value: number) => {
      const gate = Promise.withResolvers<string>();
      held.set(value, gate);
      return gate.promise;
    },
    finish: (value: number) => held.get(value)!.resolve(`r${value}`),
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('results keep the order of their events, whichever is done first', async () => {
  const source = eventQueue<number>('EVERY_EVENT');
  for (const event of [1, 2, 3]) source.push(event);
  const { work, finish, held } = heldWork();
  const results = ordered(source, 16, work);
  const first = results.next();
  while (held.size < 3) await turn();
  for (const event of [3, 2, 1]) finish(event);
  expect([await first, await results.next(), await results.next()].map(({ value }) => value)).toEqual([
    'r1',
    'r2',
    'r3',
  ]);
});

test('no more than the given number are in flight', async () => {
  const source = eventQueue<number>('EVERY_EVENT');
  for (let event = 1; event <= 50; event++) source.push(event);
  const { work, finish, held } = heldWork();
  const results = ordered(source, 4, work);
  const first = results.next();
  for (let i = 0; i < 20; i++) await turn();
  // Four wait in order and one is being taken.
  expect(held.size).toBeLessThanOrEqual(5);
  expect(source.size).toBeGreaterThanOrEqual(45);
  finish(1);
  expect(await first).toEqual({ done: false, value: 'r1' });
});

test('return() frees the source at once, although nobody sends another event', async () => {
  const source = eventQueue<number>('EVERY_EVENT');
  const results = ordered(source, 16, async (value) => value);
  const waiting = results.next();
  await results.return?.();
  expect(await waiting).toEqual({ done: true, value: undefined });
  source.push(1);
  expect(source.size).toBe(0);
});

test('a failure comes in its place, after the results before it', async () => {
  const source = eventQueue<number>('EVERY_EVENT');
  for (const event of [1, 2]) source.push(event);
  const results = ordered(source, 16, async (value) => {
    if (value === 2) throw new Error('second');
    return value;
  });
  expect(await results.next()).toEqual({ done: false, value: 1 });
  await expect(results.next()).rejects.toThrow('second');
});
