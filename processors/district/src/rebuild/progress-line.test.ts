import { expect, test } from 'vitest';
import { progressLine } from './progress-line.ts';

test('on a terminal one line is written over, and its bar fills as the marks go', () => {
  const written: string[] = [];
  const progress = progressLine({ isTTY: true, write: (text) => written.push(text) });
  for (const marks of [1_000, 750, 0]) progress.show({ marks, waiting: marks === 1_000 ? 2 : 0 });
  progress.end();
  expect(written).toEqual([
    '\r[........................]   0 %  1,000 hours and days are left; 2 partitions have not begun\u001b[K',
    '\r[######..................]  25 %  750 hours and days are left\u001b[K',
    '\r[########################] 100 %  0 hours and days are left\u001b[K',
    '\n',
  ]);
});

test('elsewhere there is a line now and then', () => {
  const written: string[] = [];
  let now = 0;
  const progress = progressLine({ isTTY: false, write: (text) => written.push(text) }, () => now);
  for (; now < 10_000; now += 500) progress.show({ marks: 10, waiting: 0 });
  progress.end();
  expect(written.map((line) => line.endsWith('\n'))).toEqual([true, true]);
});
