/** Row formats whose pieces put together are the whole: no header, no frame around them. */
const STREAMED = new Set([
  'JSONEachRow',
  'JSONCompactEachRow',
  'JSONStringsEachRow',
  'JSONCompactStringsEachRow',
  'CSV',
  'TSV',
  'TabSeparated',
  'RowBinary',
]);

export const canStream = (format: string) => STREAMED.has(format);

export function contentTypeOf(format: string): string {
  if (/EachRow/.test(format)) return 'application/x-ndjson; charset=UTF-8';
  if (/^JSON/.test(format)) return 'application/json; charset=UTF-8';
  if (/^CSV/.test(format)) return 'text/csv; charset=UTF-8';
  if (/^(TSV|TabSeparated|Pretty|Vertical|Values|XML)/.test(format))
    return 'text/tab-separated-values; charset=UTF-8';
  return 'application/octet-stream';
}
