import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { Logger } from '@citywatt/service-runtime/logger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { OperationRefused } from '../operations/operation-refused.ts';
import { readOperationRequest } from '../operations/operation-request.ts';
import type { PrepareOperation } from '../operations/prepare.ts';
import { presentError } from '../operations/presented-error.ts';
import { accessScopeOf } from '../principals/access-scope.ts';
import type { Authenticate } from '../principals/authenticate.ts';
import type { RequestContext } from '../queries/request-context.ts';

export interface GraphqlRouteOptions {
  readonly apollo: ApolloServer<RequestContext>;
  readonly gate: PrepareOperation;
  readonly authenticate: Authenticate;
  readonly logger: Logger;
}

/** POST /graphql. What the gate refuses never reaches the planner. */
export function graphqlRoute(app: FastifyInstance, options: GraphqlRouteOptions): void {
  const contexts = new WeakMap<FastifyRequest, RequestContext>();

  app.post(
    '/graphql',
    {
      preHandler: async (request) => {
        const principal = await options.authenticate(request.raw, request.headers.authorization);
        const asked = readOperationRequest(request.body);
        const prepared = options.gate(asked, principal.scopes);
        if (prepared.operation.operation === 'subscription') {
          throw new OperationRefused(
            'BAD_REQUEST',
            'Subscriptions go over a WebSocket (graphql-transport-ws).',
            400,
          );
        }
        // The planner's own cache goes by the text, so a persisted document and its hash are one entry.
        request.body = {
          query: prepared.text,
          variables: asked.variables,
          ...(asked.operationName === undefined ? {} : { operationName: asked.operationName }),
        };
        contexts.set(request, {
          principal,
          accessScope: accessScopeOf(principal),
          correlationId: request.id,
          prepared,
        });
      },
    },
    fastifyApolloHandler(options.apollo, {
      context: async (request) => contexts.get(request as FastifyRequest)!,
    }) as never,
  );
  app.route({
    method: ['GET', 'PUT', 'DELETE', 'PATCH'],
    url: '/graphql',
    handler: async (_request, reply) => {
      reply.header('allow', 'POST');
      throw new OperationRefused(
        'METHOD_NOT_ALLOWED',
        'Operations are sent by POST; /graphiql explores the graph.',
        405,
      );
    },
  });
}

/** Every failure as GraphQL says it, with the status of whoever refused; a fault of ours is the only 500. */
export function presentFailure(
  logger: Logger,
): (error: unknown, request: FastifyRequest, reply: FastifyReply) => void {
  return (error, request, reply) => {
    const refused = error instanceof OperationRefused ? error : refusalOf(error);
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
