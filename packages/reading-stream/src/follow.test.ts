import { expect, test } from 'vitest';
import { followAgain } from './follow.ts';

test('is followed again whenever it ends or fails, and each failure is told', async () => {
  const errors: unknown[] = [];
  const fourth = Promise.withResolvers<void>();
  let runs = 0;
  const follower = followAgain(
    async () => {
      runs++;
      if (runs === 2) throw new RangeError('away');
      if (runs === 4) fourth.resolve();
    },
    (error) => errors.push(error),
    1,
  );
  await fourth.promise;
  follower.stop();
  expect(errors).toEqual([new RangeError('away')]);
});

test('stopped it ends what runs, tells no more failures and does not begin again', async () => {
  const errors: unknown[] = [];
  const ended = Promise.withResolvers<void>();
  let runs = 0;
  const follower = followAgain(
    async (onStop) => {
      runs++;
      await new Promise<void>((_, reject) => onStop(() => reject(new Error('ended'))));
    },
    (error) => errors.push(error),
    1,
  );
  follower.stop();
  // What begins only after the stop ends at once.
  const late = followAgain(
    async (onStop) => {
      await Promise.resolve();
      onStop(ended.resolve);
    },
    (error) => errors.push(error),
    1,
  );
  late.stop();
  await ended.promise;
  await new Promise((resolve) => setImmediate(resolve));
  expect([runs, errors]).toEqual([1, []]);
});

test('stopped during the pause it is over at once', async () => {
  let runs = 0;
  const first = Promise.withResolvers<void>();
  const follower = followAgain(
    async () => {
      runs++;
      first.resolve();
    },
    () => {},
    1,
  );
  await first.promise;
  await new Promise((resolve) => setImmediate(resolve));
  follower.stop();
  const another = Promise.withResolvers<void>();
  // Its pause is as long and begins later.
  const after = followAgain(
    async () => {
      if (runs++ > 1) another.resolve();
    },
    () => {},
    1,
  );
  await another.promise;
  after.stop();
  expect(runs).toBe(3);
});
