import { expect, test } from 'vitest';
import { line } from './line.ts';

function jobs(count: number) {
  const started: number[] = [];
  const ends = Array.from({ length: count }, () => Promise.withResolvers<number>());
  const work = (job: number) => () => {
    started.push(job);
    return ends[job]!.promise;
  };
  return { started, ends, work };
}

test('no more than so many run at once, and the others follow in their order', async () => {
  const { started, ends, work } = jobs(5);
  const inLine = line(2);
  const results = ends.map((_, job) => inLine(work(job)));
  expect(started).toEqual([0, 1]);
  ends[1]!.resolve(10);
  expect(await results[1]).toBe(10);
  await new Promise((resolve) => setImmediate(resolve));
  expect(started).toEqual([0, 1, 2]);
  for (const [job, end] of ends.entries()) end.resolve(job);
  await Promise.all(results);
  expect(started).toEqual([0, 1, 2, 3, 4]);
});

test('what fails makes room too', async () => {
  const { started, ends, work } = jobs(3);
  const inLine = line(1);
  const results = ends.map((_, job) => inLine(work(job)));
  ends[0]!.reject(new Error('failed'));
  await expect(results[0]).rejects.toThrow('failed');
  for (const end of ends.slice(1)) end.resolve(1);
  await Promise.all(results.slice(1));
  expect(started).toEqual([0, 1, 2]);
  const later = jobs(2);
  void inLine(later.work(0));
  void inLine(later.work(1));
  expect(later.started).toEqual([0]);
});

test('the order stays over more than it forgets at once', async () => {
  const { started, ends, work } = jobs(5_000);
  const inLine = line(3);
  const results = ends.map((end, job) => {
    end.resolve(job);
    return inLine(work(job));
  });
  expect(await Promise.all(results)).toEqual(ends.map((_, job) => job));
  expect(started).toEqual(ends.map((_, job) => job));
});
