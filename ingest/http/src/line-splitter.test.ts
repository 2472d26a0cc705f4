import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineSplitter, LineTooLongError } from './line-splitter.ts';

function linesOf(pieces: readonly Buffer[]): [string, number][] {
  const splitter = new LineSplitter();
  const lines: [string, number][] = [];
  const onLine = (text: string, line: number) => void lines.push([text, line]);
  for (const piece of pieces) splitter.push(piece, onLine);
  splitter.end(onLine);
  return lines;
}

test('lines do not depend on where the pieces are cut, not even within a character', () => {
  const text = fc.string({ unit: 'binary' }).map((raw) => raw.replaceAll(/[\r\n\ufeff]/g, '·'));
  fc.assert(
    fc.property(fc.array(text, { maxLength: 8 }), fc.array(fc.nat(200), { maxLength: 6 }), (lines, cuts) => {
      const bytes = Buffer.from(lines.join('\n'), 'utf8');
      const at = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length].sort((a, b) => a - b);
      const pieces = at.slice(1).map((end, i) => bytes.subarray(at[i], end));
      expect(linesOf(pieces)).toEqual(linesOf([bytes]));
      expect(linesOf([bytes]).map(([line]) => line)).toEqual(
        bytes
          .toString('utf8')
          .split('\n')
          .filter((line) => line !== ''),
      );
    }),
  );
});

test('lines are numbered from 1, blank ones counted and left out, CRLF and a byte order mark removed', () => {
  expect(linesOf([Buffer.from('\ufeffa\r\n\r\n\nb\r\nc')])).toEqual([
    ['a', 1],
    ['b', 4],
    ['c', 5],
  ]);
});

test('a body without line breaks ends with an error instead of filling the memory', () => {
  const splitter = new LineSplitter();
  const pushAll = () => {
    for (let i = 0; i < 100; i++) splitter.push(Buffer.alloc(1_000, 'x'), () => {});
  };
  expect(pushAll).toThrow(LineTooLongError);
});
