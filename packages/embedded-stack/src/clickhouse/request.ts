import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { ClickHouseException } from './exception.ts';

/** A request as the interface understands it, before its body is read. */
export interface EngineRequest {
  readonly queryId: string;
  /** From the URL; the body follows it. */
  readonly query: string;
  readonly database: string | undefined;
  readonly defaultFormat: string;
  readonly session: { readonly id: string; readonly timeoutMs: number } | undefined;
  readonly settings: ReadonlyMap<string, string>;
  readonly parameters: ReadonlyMap<string, string>;
  readonly compressed: boolean;
  readonly waitForEnd: boolean;
  readonly readOnly: boolean;
}

/** Words of the interface itself; everything else in a URL is a setting or a parameter of the query. */
const RESERVED = new Set([
  'query',
  'database',
  'default_format',
  'query_id',
  'session_id',
  'session_timeout',
  'session_check',
  'close_session',
  'user',
  'password',
  'compress',
  'decompress',
  'role',
  'quota_key',
  'stacktrace',
  'wait_end_of_query',
  'buffer_size',
  'send_progress_in_http_headers',
  'http_headers_progress_interval_ms',
  'http_response_buffer_size',
  'http_zlib_compression_level',
  'http_write_exception_in_output_format',
  'enable_http_compression',
  'cancel_http_readonly_queries_on_client_close',
]);
const DEFAULT_SESSION_SECONDS = 60;

/** @throws {ClickHouseException} for a name that cannot be a setting. */
export function readRequest(request: IncomingMessage, words: URLSearchParams): EngineRequest {
  const settings = new Map<string, string>();
  const parameters = new Map<string, string>();
  for (const [name, value] of words) {
    if (name.startsWith('param_')) parameters.set(name.slice('param_'.length), value);
    else if (!RESERVED.has(name)) {
      if (!/^\w+$/.test(name))
        throw new ClickHouseException(
          115,
          `Setting ${name} is neither a builtin setting nor a parameter`,
          'UNKNOWN_SETTING',
        );
      settings.set(name, value);
    }
  }
  for (const name of parameters.keys()) {
    if (!/^\w+$/.test(name))
      throw new ClickHouseException(36, `${name} is not the name of a parameter`, 'BAD_ARGUMENTS');
  }
  const sessionId = words.get('session_id');
  const timeout = Number(words.get('session_timeout') ?? DEFAULT_SESSION_SECONDS);
  const database = words.get('database') ?? headerOf(request, 'x-clickhouse-database');
  return {
    queryId: words.get('query_id') || randomUUID(),
    query: words.get('query') ?? '',
    database: database || undefined,
    defaultFormat: words.get('default_format') ?? headerOf(request, 'x-clickhouse-format') ?? 'TabSeparated',
    session: sessionId
      ? { id: sessionId, timeoutMs: 1_000 * (timeout > 0 ? timeout : DEFAULT_SESSION_SECONDS) }
      : undefined,
    settings,
    parameters,
    compressed:
      words.get('enable_http_compression') === '1' &&
      /\bgzip\b/.test(headerOf(request, 'accept-encoding') ?? ''),
    waitForEnd: words.get('wait_end_of_query') === '1',
    readOnly: request.method === 'GET',
  };
}

/** @throws {ClickHouseException} for an encoding that is not known. */
export function bodyOf(request: IncomingMessage): Readable {
  const encoding = headerOf(request, 'content-encoding') ?? 'identity';
  if (encoding === 'identity') return request;
  const decoder =
    encoding === 'gzip'
      ? createGunzip()
      : encoding === 'deflate'
        ? createInflate()
        : encoding === 'br'
          ? createBrotliDecompress()
          : undefined;
  if (!decoder)
    throw new ClickHouseException(48, `Content-Encoding ${encoding} is not supported`, 'NOT_IMPLEMENTED');
  // A client that goes away ends the decoder too; its error is told by whoever reads it.
  request.on('error', (error) => decoder.destroy(error));
  request.on('aborted', () => decoder.destroy(new Error('the client went away')));
  return request.pipe(decoder);
}

export function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
