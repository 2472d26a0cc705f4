import { UnsupportedMediaError } from './request-errors.ts';

export type BodyFormat = 'json' | 'ndjson' | 'csv';

const FORMATS: ReadonlyMap<string, BodyFormat> = new Map([
  ['application/json', 'json'],
  ['application/x-ndjson', 'ndjson'],
  ['text/csv', 'csv'],
]);

export const MEDIA_TYPES = [...FORMATS.keys()];

/** @throws {UnsupportedMediaError} */
export function formatOf(contentType: string | undefined): BodyFormat {
  const [type = '', ...parameters] = (contentType ?? '').toLowerCase().split(';');
  const format = FORMATS.get(type.trim());
  if (!format) {
    throw new UnsupportedMediaError(
      `content type ${JSON.stringify(type.trim())}; send ${MEDIA_TYPES.join(', ')}`,
    );
  }
  for (const parameter of parameters) {
    const charset = /^\s*charset\s*=\s*"?([^"\s]*)"?\s*$/.exec(parameter)?.[1];
    if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') {
      throw new UnsupportedMediaError(`charset ${JSON.stringify(charset)}; send UTF-8`);
    }
  }
  return format;
}

/** @throws {UnsupportedMediaError} */
export function isGzipped(contentEncoding: string | undefined): boolean {
  const encoding = (contentEncoding ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '') return false;
  if (encoding === 'gzip' || encoding === 'x-gzip') return true;
  throw new UnsupportedMediaError(
    `content encoding ${JSON.stringify(encoding.slice(0, 40))}; send gzip or none`,
  );
}
