import { histogram } from '@citywatt/service-runtime/metrics';
import type { FastifyInstance } from 'fastify';

const MS_PER_SECOND = 1_000;

/** By route as it was declared, never by path: a path is whatever a caller likes. */
export function requestMetrics(app: FastifyInstance): void {
  const durations = histogram('gateway_request_duration_seconds', 'Time to answer an HTTP request', [
    'route',
    'status',
  ]);
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    durations.observe({ route, status: String(reply.statusCode) }, reply.elapsedTime / MS_PER_SECOND);
  });
}
