import type { Logger } from '@citywatt/service-runtime/logger';
import rateLimit from '@fastify/rate-limit';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Door } from './door.ts';
import { doorMetrics } from './door-metrics.ts';
import type { DoorConfig } from './environment.ts';
import { healthRoutes } from './health-routes.ts';
import { ingestRoute } from './ingest-route.ts';
import { openApiRoute } from './openapi-route.ts';
import { internalProblem, problemOf, sendProblem } from './problem.ts';
import { rejectedRoutes } from './rejected-routes.ts';
import { ClientGoneError, NoSuchPathError, TooManyRequestsError } from './request-errors.ts';
import { takingPartsOf } from './taking-parts.ts';

/** A client that sends nothing for so long holds a connection for nothing. */
const SILENCE_MS = 60_000;
/** A long body may come slowly. */
const REQUEST_TIMEOUT_MS = 3_600_000;
const KEEP_ALIVE_MS = 55_000;
const ADDRESSES_REMEMBERED = 20_000;

/** All paths of the door; listens to nothing yet. */
export async function buildServer(config: DoorConfig, door: Door, logger: Logger): Promise<FastifyInstance> {
  const server = Fastify({
    logger: false,
    connectionTimeout: SILENCE_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    return503OnClosing: true,
  });
  // A hook and not a route option, so that an address is counted before anything else is looked at.
  await server.register(rateLimit, {
    max: config.requestsPerSecond,
    timeWindow: 1_000,
    cache: ADDRESSES_REMEMBERED,
    addHeaders: {
      'x-ratelimit-limit': false,
      'x-ratelimit-remaining': false,
      'x-ratelimit-reset': false,
      'retry-after': true,
    },
    errorResponseBuilder: () => new TooManyRequestsError(config.requestsPerSecond),
  });

  server.setErrorHandler((error, request, reply) => {
    if (error instanceof ClientGoneError) return reply.hijack();
    const problem = problemOf(error);
    if (!problem) logger.error({ err: error, path: request.routeOptions.url }, 'a request failed');
    return sendProblem(reply, problem ?? internalProblem, error);
  });
  server.setNotFoundHandler(() => {
    throw new NoSuchPathError();
  });
  server.addHook('onResponse', async (request, reply) => {
    doorMetrics.answered(request.routeOptions.url ?? 'none', reply.statusCode);
  });

  const partsOf = () => takingPartsOf(door.link(), config);
  await server.register(healthRoutes(door));
  await server.register(openApiRoute());
  await server.register(ingestRoute(config, door, partsOf));
  await server.register(rejectedRoutes(door, partsOf));
  return server;
}
