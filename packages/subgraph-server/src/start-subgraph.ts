import { ApolloServer } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import {
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify';
import { principalVerifier } from '@citywatt/access-policy/principal-token';
import { correlationIdOf } from '@citywatt/service-runtime/correlation-id';
import type { Logger } from '@citywatt/service-runtime/logger';
import type { Readiness, Running } from '@citywatt/service-runtime/running';
import fastify, { type FastifyRequest } from 'fastify';
import { GraphQLError, type GraphQLFormattedError, parse } from 'graphql';
import { AnswerHints } from './answer-hints.ts';
import type { SubgraphContext } from './context.ts';
import { presentError } from './presented-errors.ts';
import { scopeCheck } from './refusal.ts';
import { serveSubscriptions } from './subscription-server.ts';

export interface SubgraphOptions {
  /** Its name in the supergraph: the audience of its principals' tokens. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** The SDL. */
  readonly typeDefs: string;
  /** By type and field, as codegen types them. */
  readonly resolvers: object;
  readonly principalSecret: string;
  readonly logger: Logger;
  readonly readiness: () => Promise<Readiness> | Readiness;
  /** Called when nobody is served any more. */
  readonly onStop: () => Promise<void>;
}

export interface RunningSubgraph extends Running {
  readonly port: number;
}

const PATH = '/graphql';
const BODY_LIMIT = 4 * 1_048_576;

/**
 * Serves a subgraph over POST /graphql and graphql-transport-ws on the same path. Without a principal that the gateway
 * signed for this subgraph there is no answer: 401, or close code 4403 on a socket.
 */
export async function startSubgraph(options: SubgraphOptions): Promise<RunningSubgraph> {
  const { name, logger } = options;
  const schema = buildSubgraphSchema({
    typeDefs: parse(options.typeDefs),
    resolvers: options.resolvers as never,
  });
  const verify = principalVerifier(options.principalSecret, name);
  const refuse = scopeCheck(schema);
  const app = fastify({ bodyLimit: BODY_LIMIT, trustProxy: false });
  const apollo = new ApolloServer<SubgraphContext>({
    schema,
    introspection: false,
    csrfPrevention: true,
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    // Presented below, where the request's name is known.
    formatError: (formatted) => formatted,
    plugins: [
      fastifyApolloDrainPlugin(app),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      {
        requestDidStart: async () => ({
          didResolveOperation: async ({ document, contextValue }) => {
            const refusal = refuse(document, contextValue.principal);
            if (refusal) throw refusal;
          },
          willSendResponse: async ({ response, errors, contextValue }) => {
            if (response.body.kind !== 'single') return;
            const { singleResult } = response.body;
            if (!singleResult.errors) {
              const hints = contextValue.cache.extensions;
              if (hints) singleResult.extensions = { ...singleResult.extensions, ...hints };
              return;
            }
            singleResult.errors = singleResult.errors!.map((formatted, index) =>
              presented(formatted, errors?.[index], contextValue.correlationId, logger),
            );
          },
        }),
      },
    ],
  });
  await apollo.start();
  app.post(
    PATH,
    fastifyApolloHandler(apollo, {
      context: async (request): Promise<SubgraphContext> => {
        const principal = await verify(bearerOf(request) ?? '');
        if (!principal) {
          throw new GraphQLError('A principal signed for this subgraph is needed.', {
            extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } },
          });
        }
        return { principal, correlationId: correlationIdOf(request.raw), cache: new AnswerHints() };
      },
    }),
  );
  const subscriptions = serveSubscriptions({
    server: app.server,
    path: PATH,
    schema,
    verify,
    refuse,
    logger,
  });
  await app.listen({ host: options.host, port: options.port });
  const address = app.server.address();
  const port = typeof address === 'object' && address ? address.port : options.port;
  logger.info({ name, port }, 'the subgraph listens');

  let stopping: Promise<void> | undefined;
  return {
    name,
    port,
    readiness: options.readiness,
    stop() {
      stopping ??= (async () => {
        await subscriptions.stop();
        await apollo.stop();
        await app.close();
        await options.onStop();
      })();
      return stopping;
    },
  };
}

function bearerOf(request: FastifyRequest): string | undefined {
  return /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

/** Apollo's own refusals (syntax, validation) carry their code already; what a resolver threw is looked at. */
function presented(
  formatted: GraphQLFormattedError,
  error: GraphQLError | undefined,
  correlationId: string,
  logger: Logger,
): GraphQLFormattedError {
  if (!error) return formatted;
  const cause = unwrapResolverError(error);
  if (cause instanceof GraphQLError) return formatted;
  return presentError(error, correlationId, logger).toJSON();
}
