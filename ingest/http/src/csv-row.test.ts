import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvRow } from './csv-row.ts';

const field = fc.string().map((text) => text.replaceAll(/[\r\n]/g, ' '));

test('fields that were quoted come back as they were', () => {
  fc.assert(
    fc.property(fc.array(field, { minLength: 1, maxLength: 6 }), (fields) => {
      const line = fields.map((text) => `"${text.replaceAll('"', '""')}"`).join(',');
      expect(csvRow(line)).toEqual(fields);
    }),
  );
});

test.each([
  ['a,b,c', ['a', 'b', 'c']],
  ['', ['']],
  [',', ['', '']],
  ['a,"b,""c""",d', ['a', 'b,"c"', 'd']],
  ['"",x', ['', 'x']],
  ['a,', ['a', '']],
  ['"a",', ['a', '']],
])('%j', (line, fields) => expect(csvRow(line)).toEqual(fields));

test.each(['"a', 'a"b', 'a,"b', '"a"b,c', 'x,y"'])('%j is no row', (line) => {
  expect(csvRow(line)).toBeUndefined();
});
