import { createHash } from 'node:crypto';
import { stringify } from 'csv-stringify/sync';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { OperationRefused } from '../operations/operation-refused.ts';
import type { Authenticate } from '../principals/authenticate.ts';
import type { AnswerOperation } from './answer-operation.ts';
import { parametersOf, readParameters } from './parameters.ts';
import { oncePerGraph, type RestOperation } from './rest-operations.ts';

export const REST_PREFIX = '/api/v1';
const CSV = 'text/csv';

export interface RestOptions {
  readonly operations: readonly RestOperation[];
  readonly schemaOf: (operation: RestOperation) => GraphQLSchema;
  readonly answer: AnswerOperation;
  readonly authenticate: Authenticate;
}

/** GET below `/api/v1`: one route an operation, with ETag, as JSON or, where rows are asked for, as CSV. */
export function restRoutes(app: FastifyInstance, options: RestOptions): void {
  const parametersIn = oncePerGraph(options.schemaOf, parametersOf);
  for (const operation of options.operations) {
    const url = REST_PREFIX + operation.path.replaceAll(/\{(\w+)\}/g, ':$1');
    app.get(url, { errorHandler: problem }, async (request, reply) => {
      const principal = await options.authenticate(request.raw, request.headers.authorization);
      const given = { ...(request.query as object), ...(request.params as object) };
      const variables = readParameters(parametersIn(operation), given, Date.now());
      const value = await options.answer(operation, variables, principal, request.id);
      return send(request, reply, operation, value);
    });
  }
}

function send(request: FastifyRequest, reply: FastifyReply, operation: RestOperation, value: object) {
  const asCsv = operation.csv !== undefined && (request.headers.accept?.includes(CSV) ?? false);
  const body = asCsv ? csvOf(rowsAt(value, operation.csv!)) : JSON.stringify(value);
  const etag = `"${createHash('sha256').update(body).digest('base64url')}"`;
  // Whoever kept the answer asks again and is told in one line that it still holds.
  reply
    .header('etag', etag)
    .header('cache-control', 'private, no-cache')
    .header('vary', 'accept, authorization');
  if (request.headers['if-none-match']?.split(/\s*,\s*/).includes(etag)) return reply.status(304).send();
  return reply.type(`${asCsv ? CSV : 'application/json'}; charset=utf-8`).send(body);
}

function rowsAt(value: unknown, path: string): readonly unknown[] {
  const found = path
    .split('.')
    .reduce<unknown>((at, name) => (at as Record<string, unknown> | null)?.[name], value);
  return Array.isArray(found) ? found : [];
}

/** Columns are named by their path, without the parts that every column begins with. */
function csvOf(rows: readonly unknown[]): string {
  const flat = rows.map((row) => Object.fromEntries(flattened(row, '')));
  const columns = [...new Set(flat.flatMap((row) => Object.keys(row)))];
  return stringify(flat, { header: true, columns, escape_formulas: true });
}

function* flattened(value: unknown, name: string): Generator<[string, unknown]> {
  if (value === null || typeof value !== 'object') {
    yield [name, value];
    return;
  }
  for (const [key, part] of Object.entries(value)) {
    yield* flattened(part, name === '' || name === 'value' ? key : `${name}.${key}`);
  }
}

const STATUS_OF: Readonly<Record<string, number>> = {
  BAD_USER_INPUT: 400,
  TOO_MANY_POINTS: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  RATE_LIMITED: 429,
  SUBGRAPH_UNAVAILABLE: 503,
};

/** The status of a GraphQL error's code where HTTP has one for it. */
export const statusOf = (code: string): number => STATUS_OF[code] ?? 500;

/** RFC 9457. */
function problem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  if (!(error instanceof OperationRefused)) throw error;
  const { code, retryAfterSeconds, ...details } = error.extensions;
  if (typeof retryAfterSeconds === 'number') reply.header('retry-after', retryAfterSeconds);
  reply
    .status(error.httpStatus)
    .type('application/problem+json; charset=utf-8')
    .send(
      JSON.stringify({
        type: 'about:blank',
        title: code,
        status: error.httpStatus,
        detail: error.message,
        correlationId: request.id,
        ...details,
      }),
    );
}
