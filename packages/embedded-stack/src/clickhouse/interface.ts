import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { ChdbResult } from 'chdb';
import { Answer } from './answer.ts';
import { authenticate, type Credentials } from './authentication.ts';
import { ClickHouseException } from './exception.ts';
import { canStream } from './output-format.ts';
import { bodyOf, type EngineRequest, readRequest } from './request.ts';
import { type EngineSession, type SessionPool, useDatabase } from './session-pool.ts';
import type { Spool } from './spool.ts';
import { insertFromFile, quoted, readStatement, type Statement, splitInlineRows } from './statement.ts';

export interface InterfaceOptions {
  readonly pool: SessionPool;
  readonly spool: Spool;
  readonly credentials: Credentials;
}

/** The HTTP interface of ClickHouse over the engine in this process. */
export function createInterface(options: InterfaceOptions): Server {
  // As long as ClickHouse takes them: parameters travel in the URL.
  const server = createServer({ maxHeaderSize: 1_048_576 }, (request, response) => {
    void handle(options, request, response);
  });
  // Longer than the official client's own 2.5 s, so that it never writes into a connection that is being closed.
  server.keepAliveTimeout = 10_000;
  return server;
}

async function handle(
  options: InterfaceOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pool } = options;
  const url = URL.parse(request.url ?? '/', 'http://engine');
  const words = url?.searchParams ?? new URLSearchParams();
  if (url?.pathname === '/ping' || url?.pathname === '/replicas_status') {
    response.writeHead(200, { 'content-type': 'text/plain; charset=UTF-8' }).end('Ok.\n');
    return;
  }
  const startedAt = performance.now();
  const common = { timeZone: pool.timeZone, version: pool.version, startedAt };
  let answer = new Answer(response, { ...common, queryId: words.get('query_id') ?? '', compressed: false });
  try {
    authenticate(request, words, options.credentials);
    if (url?.pathname !== '/')
      throw new ClickHouseException(404, `There is no handle ${request.url}`, 'UNKNOWN_HANDLE');
    if (request.method === 'GET' && !words.has('query')) {
      response.writeHead(200, { 'content-type': 'text/plain; charset=UTF-8' }).end('Ok.\n');
      return;
    }
    await takeForm(request, words);
    const asked = readRequest(request, words);
    answer = new Answer(response, { ...common, queryId: asked.queryId, compressed: asked.compressed });
    const { statement, rows } = await readBody(request, asked);
    for (const name of statement.parameters) {
      // A session may hold the value of an earlier request: it must not stand in for one that was forgotten.
      if (!asked.parameters.has(name) && !asked.session) {
        throw new ClickHouseException(456, `Substitution \`${name}\` is not set`, 'UNKNOWN_QUERY_PARAMETER');
      }
    }
    const stopKilling = killWhenGone(pool, asked.queryId, response);
    try {
      await pool.withSession(asked.session, async (session) => {
        // Whoever has gone away while it waited for its turn wants nothing any more.
        if (!response.destroyed) await run(options, session, asked, statement, rows, answer);
      });
    } finally {
      stopKilling();
    }
  } catch (error) {
    answer.failed(error);
  }
}

/** A form of several parts carries parameters that are too long for a URL. */
async function takeForm(request: IncomingMessage, words: URLSearchParams): Promise<void> {
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) return;
  const form = await new Response(new Uint8Array(await buffer(bodyOf(request))), {
    headers: { 'content-type': type },
  }).formData();
  for (const [name, value] of form) {
    if (name === 'query') words.set('query', `${words.get('query') ?? ''}${String(value)}`);
    else words.append(name, String(value));
  }
}

interface Body {
  readonly statement: Statement;
  readonly rows: Readable | undefined;
}

async function readBody(request: IncomingMessage, asked: EngineRequest): Promise<Body> {
  const isForm = (request.headers['content-type'] ?? '').startsWith('multipart/form-data');
  if (asked.query.trim() !== '') {
    const statement = readStatement(asked.query);
    if (request.method !== 'POST' || isForm) return { statement, rows: undefined };
    if (statement.takesRows) return { statement, rows: bodyOf(request) };
    const more = (await buffer(bodyOf(request))).toString('utf8');
    return {
      statement: more.trim() === '' ? statement : readStatement(`${asked.query}\n${more}`),
      rows: undefined,
    };
  }
  const text = (await buffer(bodyOf(request))).toString('utf8');
  if (text.trim() === '') throw new ClickHouseException(62, 'Syntax error: Empty query', 'SYNTAX_ERROR');
  const inline = splitInlineRows(text);
  if (inline)
    return { statement: readStatement(inline.sql), rows: Readable.from([Buffer.from(inline.rows)]) };
  return { statement: readStatement(text), rows: undefined };
}

async function run(
  options: InterfaceOptions,
  { session }: EngineSession,
  asked: EngineRequest,
  statement: Statement,
  rows: Readable | undefined,
  answer: Answer,
): Promise<void> {
  const database = asked.database ?? 'default';
  const sets = [...asked.settings].map(([name, value]) => `${name} = ${settingValue(value)}`);
  if (asked.readOnly) sets.push('readonly = 2');
  sets.push(`log_comment = ${quoted(asked.queryId)}`);
  sets.push(...[...asked.parameters].map(([name, value]) => `param_${name} = ${quoted(value)}`));
  await session.queryAsync(`${useDatabase(database)}; SET ${sets.join(', ')}`);
  const changed = [...asked.settings.keys(), ...(asked.readOnly ? ['readonly'] : [])];
  let complete = false;
  try {
    const format = statement.format ?? asked.defaultFormat;
    if (statement.takesRows) {
      const insert = (file: string): Promise<ChdbResult> =>
        session.queryAsync(insertFromFile(statement, file));
      answer.written(await options.spool.use(rows ?? Readable.from([]), insert));
      complete = true;
    } else if (statement.selects && canStream(format) && !asked.waitForEnd) {
      complete = await answer.streamed(session.queryStream(statement.sql, { format }), format);
    } else {
      answer.whole(await session.queryAsync(statement.sql, { format }), format);
      complete = true;
    }
  } finally {
    // The engine keeps a failed query, its memory and its entry among the processes, until the session's next statement.
    if (!complete) changed.push('log_comment');
    if (changed.length > 0)
      await session.queryAsync(`SET ${changed.map((name) => `${name} = DEFAULT`).join(', ')}`);
  }
}

const settingValue = (value: string) => (/^-?\d+(\.\d+)?$/.test(value) ? value : quoted(value));

/** A client that goes away ends its query. */
function killWhenGone(pool: SessionPool, queryId: string, response: ServerResponse): () => void {
  let stop = () => {};
  const kill = () => {
    if (!response.writableFinished) stop = pool.kill(queryId);
  };
  response.once('close', kill);
  return () => {
    response.off('close', kill);
    stop();
  };
}
