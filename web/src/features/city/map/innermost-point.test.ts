import { expect, test } from 'vitest';
import { innermostPoint } from './innermost-point.ts';

test('the name of an L stands in its wide arm, not on the empty corner', () => {
  const [x, y] = innermostPoint([
    [0, 0],
    [40, 0],
    [40, 160],
    [300, 160],
    [300, 260],
    [0, 260],
    [0, 0],
  ]);
  expect(y).toBeGreaterThan(160);
  expect(x).toBeGreaterThan(60);
});
