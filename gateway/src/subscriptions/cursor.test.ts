import { expect, test } from 'vitest';
import { compareCursors } from './cursor.ts';

test.each([
  ['7', '7', 0],
  ['9', '10', -1],
  ['10', '9', 1],
  ['18446744073709551616', '18446744073709551615', 1],
  ['a-9', 'a-10', -1],
  ['a-9', 'b-10', undefined],
  ['9', 'x', undefined],
  ['x', 'x', 0],
])('%s against %s is %s', (a, b, order) => {
  expect(compareCursors(a, b)).toBe(order);
});
