import type { Logger } from '@citywatt/service-runtime/logger';
import type { ExecutionResult, FormattedExecutionResult, GraphQLFormattedError } from 'graphql';

/** Extensions that say how the inside is made. */
const INTERNAL_EXTENSIONS = new Set(['stacktrace', 'exception', 'serviceName', 'originalError']);

/**
 * What a client may see of an error: its message when a stable code stands beside it, otherwise nothing but the
 * correlation id under which the whole of it was logged.
 */
export function presentError(
  error: GraphQLFormattedError,
  cause: unknown,
  correlationId: string,
  logger: Logger,
): GraphQLFormattedError {
  const code = error.extensions?.['code'];
  const where = {
    ...(error.path === undefined ? {} : { path: error.path }),
    ...(error.locations === undefined ? {} : { locations: error.locations }),
  };
  if (typeof code !== 'string' || code === 'INTERNAL_SERVER_ERROR') {
    logger.error({ err: cause, correlationId, path: error.path }, 'operation failed');
    return {
      message: 'Internal error.',
      ...where,
      extensions: { code: 'INTERNAL_SERVER_ERROR', correlationId },
    };
  }
  const shown = Object.entries(error.extensions ?? {}).filter(([name]) => !INTERNAL_EXTENSIONS.has(name));
  return { message: error.message, ...where, extensions: { ...Object.fromEntries(shown), correlationId } };
}

/** A result with its errors as the client may see them. */
export function presentResult(
  { data, errors }: ExecutionResult,
  correlationId: string,
  logger: Logger,
): FormattedExecutionResult {
  if (errors === undefined) return { data: data ?? null };
  const presented = errors.map((error) => presentError(error.toJSON(), error, correlationId, logger));
  return { errors: presented, data: data ?? null };
}
