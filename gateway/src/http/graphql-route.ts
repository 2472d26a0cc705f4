import type { Logger } from '@citywatt/service-runtime/logger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Spending } from '../limits/budgets.ts';
import { OperationRefused } from '../operations/operation-refused.ts';
import {
  type OperationRequest,
  readOperationRequest,
  readQueryParameters,
} from '../operations/operation-request.ts';
import type { PrepareOperation } from '../operations/prepare.ts';
import { presentError } from '../operations/presented-error.ts';
import { accessScopeOf } from '../principals/access-scope.ts';
import type { Authenticate } from '../principals/authenticate.ts';
import type { RunQuery } from '../queries/query-server.ts';
import type { RequestContext } from '../queries/request-context.ts';
import type { Recording, ResponseCache } from '../queries/response-cache.ts';
import type { EventStreams } from './event-streams.ts';

export interface GraphqlRouteOptions {
  readonly path: string;
  readonly run: RunQuery;
  readonly gate: PrepareOperation;
  readonly authenticate: Authenticate;
  readonly streams: EventStreams;
  readonly cache: ResponseCache;
  readonly spending: Spending;
}

const EVENT_STREAM = 'text/event-stream';

/**
 * POST /graphql, and GET for event streams, since a browser's EventSource knows nothing else. What the gate refuses
 * never reaches the planner.
 */
export function graphqlRoute(app: FastifyInstance, options: GraphqlRouteOptions): void {
  const admit = async (request: FastifyRequest, asked: OperationRequest): Promise<RequestContext> => {
    const principal = await options.authenticate(request.raw, request.headers.authorization);
    const prepared = options.gate(asked, principal.scopes);
    await options.spending.spend(principal, prepared.cost);
    return { principal, accessScope: accessScopeOf(principal), correlationId: request.id, prepared };
  };

  const recorded = async (context: RequestContext, recording: Recording): Promise<string> => {
    let text: string | undefined;
    try {
      text = JSON.stringify(await options.run({ ...context, recording }));
      return text;
    } finally {
      recording.finish(text);
    }
  };

  app.post(options.path, async (request, reply) => {
    const context = await admit(request, readOperationRequest(request.body));
    if (wantsEventStream(request)) return options.streams.serve(request, reply, context);
    const { operation } = context.prepared!;
    if (operation.operation === 'subscription') {
      throw new OperationRefused(
        'BAD_REQUEST',
        `Subscriptions go over a WebSocket (graphql-transport-ws) or with Accept: ${EVENT_STREAM}.`,
        400,
      );
    }
    reply.type(answerTypeOf(request)).header('cache-control', 'no-store');
    if (operation.operation === 'mutation') return reply.send(JSON.stringify(await options.run(context)));
    const key = cacheKey(context);
    const kept = await options.cache.get(key);
    if (kept !== undefined) return reply.header('x-cache', 'hit').send(kept);
    return reply.send(await recorded(context, options.cache.begin(key)));
  });
  app.get(options.path, async (request, reply) => {
    if (!wantsEventStream(request)) throw notAllowed(reply);
    const context = await admit(request, readQueryParameters(request.query as Record<string, unknown>));
    if (context.prepared!.operation.operation === 'mutation') throw notAllowed(reply);
    return options.streams.serve(request, reply, context);
  });
  app.route({
    method: ['PUT', 'DELETE', 'PATCH'],
    url: options.path,
    handler: async (_request, reply) => {
      throw notAllowed(reply);
    },
  });
}

/** Equal for requests that get the same answer until something changes. */
function cacheKey({ prepared, accessScope }: RequestContext): string {
  const { graphId, text, operationName, coercedVariables } = prepared!;
  return JSON.stringify([graphId, accessScope, text, operationName ?? null, coercedVariables]);
}

const GRAPHQL_RESPONSE = 'application/graphql-response+json';
const answerTypeOf = (request: FastifyRequest) =>
  request.headers.accept?.includes(GRAPHQL_RESPONSE)
    ? `${GRAPHQL_RESPONSE}; charset=utf-8`
    : 'application/json; charset=utf-8';

const wantsEventStream = (request: FastifyRequest) => request.headers.accept?.includes(EVENT_STREAM) ?? false;

function notAllowed(reply: FastifyReply): OperationRefused {
  reply.header('allow', 'POST');
  return new OperationRefused(
    'METHOD_NOT_ALLOWED',
    'Operations are sent by POST; /graphiql explores the graph.',
    405,
  );
}

/** Every failure as GraphQL says it, with the status of whoever refused; a fault of ours is the only 500. */
export function presentFailure(
  logger: Logger,
): (error: unknown, request: FastifyRequest, reply: FastifyReply) => void {
  return (error, request, reply) => {
    const refused = error instanceof OperationRefused ? error : refusalOf(error);
    const retryAfter = refused?.extensions['retryAfterSeconds'];
    if (typeof retryAfter === 'number') reply.header('retry-after', retryAfter);
    const formatted = refused?.toJSON() ?? new GraphQLError('Internal error.').toJSON();
    reply
      .status(refused?.httpStatus ?? 500)
      .type('application/json; charset=utf-8')
      .send({ errors: [presentError(formatted, error, request.id, logger)] });
  };
}

/** Fastify's own refusals: a body that is too large, is not JSON, or is of another type. */
function refusalOf(error: unknown): OperationRefused | undefined {
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined;
  const status = Number(error.statusCode);
  if (!(status >= 400 && status < 500)) return undefined;
  const code =
    status === 413 ? 'PAYLOAD_TOO_LARGE' : status === 415 ? 'UNSUPPORTED_MEDIA_TYPE' : 'BAD_REQUEST';
  return new OperationRefused(code, error.message, status);
}
