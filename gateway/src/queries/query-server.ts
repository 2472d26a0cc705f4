import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import type { Logger } from '@citywatt/service-runtime/logger';
import type { Graph } from '../graph/graph.ts';
import { presentError } from '../operations/presented-error.ts';
import type { RequestContext } from './request-context.ts';

export interface QueryServer {
  readonly apollo: ApolloServer<RequestContext>;
  /** Plans by another graph from here on. */
  change(graph: Graph): Promise<void>;
}

const PLAN_CACHE_MIB = 30;

/**
 * Runs queries and mutations. Operations come through the gate first, which validates them: doing it again here would
 * only cost.
 */
export function queryServer(
  graph: Graph,
  sourceAt: (name: string, url: string) => GraphQLDataSource,
  logger: Logger,
): QueryServer {
  let update: ((sdl: string) => void) | undefined;
  const gateway = new ApolloGateway({
    supergraphSdl: async (given) => {
      update = given.update;
      return { supergraphSdl: graph.sdl };
    },
    buildService: ({ name, url }) => sourceAt(name, url!),
    experimental_approximateQueryPlanStoreMiB: PLAN_CACHE_MIB,
    __exposeQueryPlanExperimental: false,
    logger,
  });
  const apollo = new ApolloServer<RequestContext>({
    gateway,
    logger,
    // The gate decides who may introspect.
    introspection: true,
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    dangerouslyDisableValidation: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    // Each request's errors are presented by the plugin below, which knows the correlation id.
    formatError: (formatted) => formatted,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      {
        requestDidStart: async () => ({
          willSendResponse: async ({ response, errors, contextValue }) => {
            if (response.body.kind !== 'single') return;
            const result = response.body.singleResult;
            if (result.errors !== undefined) {
              contextValue.recording?.refuse();
              result.errors = result.errors.map((error, index) => {
                const cause = errors?.[index] === undefined ? error : unwrapResolverError(errors[index]);
                return presentError(error, cause, contextValue.correlationId, logger);
              });
            }
            // Names what the gateway left out and why, in words of the inside.
            delete result.extensions;
          },
        }),
      },
    ],
  });
  return { apollo, change: async ({ sdl }) => update?.(sdl) };
}
