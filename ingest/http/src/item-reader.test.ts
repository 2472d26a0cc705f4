import { describe, expect, test } from 'vitest';
import type { BodyFormat } from './content.ts';
import { formatOf, isGzipped } from './content.ts';
import { createItemReader } from './item-reader.ts';
import { UnreadableBodyError, UnsupportedMediaError } from './request-errors.ts';

function read(format: BodyFormat, body: string | Buffer) {
  const reader = createItemReader(format);
  return [...reader.push(Buffer.from(body)), ...reader.end()];
}

describe('bodies', () => {
  test('one JSON reading and an array of them', () => {
    expect(read('json', '{"sensor":"a"}')).toEqual([{ index: 0, item: { sensor: 'a' } }]);
    expect(read('json', '[{"sensor":"a"},{"sensor":"b"}]')).toEqual([
      { index: 0, item: { sensor: 'a' } },
      { index: 1, item: { sensor: 'b' } },
    ]);
  });

  test('a line of NDJSON that is none is an item of its own, with its line', () => {
    expect(read('ndjson', '{"sensor":"a"}\n\n{"sensor":\n[1]\nnull\n')).toMatchObject([
      { index: 0, line: 1, item: { sensor: 'a' } },
      { index: 1, line: 3, text: '{"sensor":', rejection: { code: 'malformed' } },
      { index: 2, line: 4, text: '[1]', rejection: { code: 'malformed' } },
      { index: 3, line: 5, text: 'null', rejection: { code: 'malformed' } },
    ]);
  });

  test('CSV with the names of the fields, empty ones absent, the place flat', () => {
    const body = 'sensor,latitude,longitude,energy_usage\n"a,b",,,1\n,38.7,-9.1,2\nshort,1\n"open,,,\n';
    expect(read('csv', body)).toMatchObject([
      { index: 0, line: 2, item: { sensor: 'a,b', energy_usage: '1' } },
      { index: 1, line: 3, item: { geographic_coordinate: { latitude: '38.7', longitude: '-9.1' } } },
      { index: 2, line: 4, text: 'short,1', rejection: { code: 'malformed' } },
      { index: 3, line: 5, text: '"open,,,', rejection: { code: 'malformed' } },
    ]);
  });

  test.each<[BodyFormat, string | Buffer, RegExp]>([
    ['json', '', /empty/],
    ['json', '[]', /empty/],
    ['json', '{', /not JSON/],
    ['json', '[{}, ', /not JSON/],
    ['json', '"text"', /neither/],
    ['json', 'null', /neither/],
    ['json', '12', /neither/],
    ['json', Buffer.from([0x22, 0xff, 0x22]), /UTF-8/],
    ['ndjson', '', /empty/],
    ['ndjson', '\n \n', /empty/],
    ['ndjson', 'x'.repeat(70_000), /line 1 is longer/],
    ['csv', '', /no reading/],
    ['csv', 'sensor,eventTime,powerKw\n', /no reading/],
    ['csv', 'sensor,energy_kwh\na,1', /unknown column "energy_kwh"/],
    ['csv', 'sensor,sensor\na,b', /stands twice/],
    ['csv', '"sensor\na', /header/],
  ])('%s %j cannot be read', (format, body, reason) => {
    expect(() => read(format, body)).toThrow(UnreadableBodyError);
    expect(() => read(format, body)).toThrow(reason);
  });
});

describe('content types', () => {
  test.each([
    ['application/json', 'json'],
    ['Application/JSON; charset=UTF-8', 'json'],
    ['application/x-ndjson', 'ndjson'],
    ['text/csv; header=present; charset="utf-8"', 'csv'],
  ])('%s', (type, format) => expect(formatOf(type)).toBe(format));

  test.each([undefined, '', 'text/plain', 'application/xml', 'application/json; charset=latin1'])(
    '%j is not supported',
    (type) => expect(() => formatOf(type)).toThrow(UnsupportedMediaError),
  );

  test('gzip or nothing', () => {
    expect([isGzipped(undefined), isGzipped('identity'), isGzipped('GZIP')]).toEqual([false, false, true]);
    expect(() => isGzipped('br')).toThrow(UnsupportedMediaError);
    expect(() => isGzipped('gzip, gzip')).toThrow(UnsupportedMediaError);
  });
});
