import type { Logger } from '@citywatt/service-runtime/logger';
import { GraphQLError } from 'graphql';

/**
 * What a client may know of an error: what a resolver said in words of the graph as it is, a fault of ours only by the
 * name of its request.
 */
export function presentError(error: unknown, correlationId: string, logger: Logger): GraphQLError {
  const graphqlError = error instanceof GraphQLError ? error : undefined;
  const cause = graphqlError?.originalError;
  if (graphqlError && (!cause || cause instanceof GraphQLError)) return graphqlError;
  logger.error({ err: cause ?? error, path: graphqlError?.path, correlationId }, 'a resolver failed');
  return new GraphQLError('Internal error.', {
    ...(graphqlError?.path ? { path: graphqlError.path } : {}),
    extensions: { code: 'INTERNAL_SERVER_ERROR', correlationId },
  });
}
