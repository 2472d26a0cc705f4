import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import { createGzip, gzipSync } from 'node:zlib';
import type { ChdbQueryStream, ChdbResult } from 'chdb';
import { exceptionOf, statusOf } from './exception.ts';
import { contentTypeOf } from './output-format.ts';

const GZIP_LEVEL = 1;

export interface AnswerOptions {
  readonly queryId: string;
  readonly timeZone: string;
  readonly version: string;
  readonly startedAt: number;
  readonly compressed: boolean;
}

/** Writes what the engine said as ClickHouse writes it. */
export class Answer {
  readonly #response: ServerResponse;
  readonly #options: AnswerOptions;

  constructor(response: ServerResponse, options: AnswerOptions) {
    this.#response = response;
    this.#options = options;
  }

  written(result: ChdbResult | undefined): void {
    const rows = String(result?.rowsRead ?? 0);
    const bytes = String(result?.bytesRead ?? 0);
    this.#response.writeHead(200, {
      ...this.#headers(),
      'content-type': 'text/plain; charset=UTF-8',
      'x-clickhouse-summary': this.#summary({
        read_rows: rows,
        read_bytes: bytes,
        written_rows: rows,
        written_bytes: bytes,
      }),
    });
    this.#response.end();
  }

  whole(result: ChdbResult, format: string): void {
    let body: Uint8Array = result.bytes();
    const headers: Record<string, string | number> = {
      ...this.#headers(),
      'content-type': contentTypeOf(format),
      'x-clickhouse-format': format,
      'x-clickhouse-summary': this.#summary({
        read_rows: String(result.rowsRead),
        read_bytes: String(result.bytesRead),
      }),
    };
    if (this.#options.compressed && body.length > 0) {
      body = gzipSync(body, { level: GZIP_LEVEL });
      headers['content-encoding'] = 'gzip';
    }
    headers['content-length'] = body.length;
    this.#response.writeHead(200, headers);
    this.#response.end(body);
  }

  /**
   * Sends pieces as the engine makes them; an error after the first comes in the stream, marked as such.
   * @returns whether the query ran to its end.
   */
  async streamed(stream: ChdbQueryStream, format: string): Promise<boolean> {
    const response = this.#response;
    const pieces = stream[Symbol.asyncIterator]();
    try {
      // Before any header: a query that fails at once is answered with its status.
      let piece = await pieces.next();
      const tag = randomBytes(8).toString('hex');
      response.writeHead(200, {
        ...this.#headers(),
        'content-type': contentTypeOf(format),
        'x-clickhouse-format': format,
        'x-clickhouse-exception-tag': tag,
        'x-clickhouse-summary': this.#summary({}),
        ...(this.#options.compressed ? { 'content-encoding': 'gzip' } : {}),
      });
      const out = this.#options.compressed ? createGzip({ level: GZIP_LEVEL }) : response;
      if (out !== response) out.pipe(response);
      let complete = true;
      try {
        for (; !piece.done; piece = await pieces.next()) {
          if (response.destroyed) return false;
          if (!out.write(piece.value.raw())) await drained(out, response);
        }
      } catch (error) {
        complete = false;
        const text = `${exceptionOf(error).text} (version ${this.#options.version})\n`;
        out.write(
          `\r\n__exception__\r\n${tag}\r\n${text}${Buffer.byteLength(text)} ${tag}\r\n__exception__\r\n`,
        );
      }
      out.end();
      await ended(response);
      return complete;
    } finally {
      await pieces.return?.();
    }
  }

  failed(error: unknown): void {
    const response = this.#response;
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    const { code, text } = exceptionOf(error);
    response.writeHead(statusOf(code), {
      ...this.#headers(),
      'content-type': 'text/plain; charset=UTF-8',
      'x-clickhouse-exception-code': String(code),
    });
    response.end(`${text} (version ${this.#options.version})\n`);
  }

  #headers(): Record<string, string> {
    return {
      'x-clickhouse-query-id': this.#options.queryId,
      'x-clickhouse-timezone': this.#options.timeZone,
      'x-clickhouse-server-display-name': 'citywatt-embedded',
    };
  }

  #summary(known: Readonly<Record<string, string>>): string {
    const elapsedMs = performance.now() - this.#options.startedAt;
    return JSON.stringify({
      read_rows: '0',
      read_bytes: '0',
      written_rows: '0',
      written_bytes: '0',
      total_rows_to_read: '0',
      result_rows: known['written_rows'] ?? known['read_rows'] ?? '0',
      result_bytes: '0',
      elapsed_ns: String(Math.round(elapsedMs * 1e6)),
      ...known,
    });
  }
}

async function drained(out: Writable, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  const leave = () => gone.abort();
  response.once('close', leave);
  try {
    await once(out, 'drain', { signal: gone.signal });
  } catch {
    // The client went away: whoever writes next sees that the response is destroyed.
  } finally {
    response.off('close', leave);
  }
}

async function ended(response: ServerResponse): Promise<void> {
  if (response.writableFinished || response.destroyed) return;
  await new Promise<void>((resolve) => response.once('close', resolve));
}
