import { expect, test } from 'vitest';
import { type Tail, tailFrom } from './tail.ts';

const cursors = (tail: Tail, after: string) => tail.after(after)?.map(({ cursor }) => cursor);
function tailOf(began: string | undefined, first: number, last: number, bytes = 1): Tail {
  const tail = tailFrom(began);
  for (let at = first; at <= last; at++) tail.add({ cursor: String(at), text: Buffer.alloc(bytes) });
  return tail;
}

test('knows what follows where it began and each of its results', () => {
  const tail = tailOf('2', 3, 5);
  expect(cursors(tail, '2')).toEqual(['3', '4', '5']);
  expect(cursors(tail, '4')).toEqual(['5']);
  expect(cursors(tail, '5')).toEqual([]);
  expect([cursors(tail, '1'), cursors(tail, '6')]).toEqual([undefined, undefined]);
});

test('without a beginning knows what follows its first result', () => {
  const tail = tailOf(undefined, 3, 5);
  expect([cursors(tail, '2'), cursors(tail, '3')]).toEqual([undefined, ['4', '5']]);
});

test('forgets the oldest beyond its bounds, and still knows where the rest begins', () => {
  const many = tailOf('0', 1, 100);
  expect(many.length).toBe(64);
  expect([cursors(many, '35'), cursors(many, '36')?.length]).toEqual([undefined, 64]);
  const large = tailOf('0', 1, 10, 100 * 1024);
  expect([cursors(large, '7'), cursors(large, '8')]).toEqual([undefined, ['9', '10']]);
});

test('that is restarted knows what follows its new beginning only', () => {
  const tail = tailOf('0', 1, 3);
  tail.restart('3');
  expect([tail.end, tail.length, cursors(tail, '3'), cursors(tail, '2')]).toEqual(['3', 0, [], undefined]);
  tail.add({ cursor: '4', text: Buffer.alloc(1) });
  expect([tail.end, cursors(tail, '3')]).toEqual(['4', ['4']]);
});
