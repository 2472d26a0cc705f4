import type { Readiness } from '@citywatt/service-runtime/running';
import type { FastifyInstance } from 'fastify';

/** GET /healthz: this process lives. GET /readyz: a request would be served by all that it needs; else 503 with what is missing. */
export function healthRoutes(app: FastifyInstance, readiness: () => Promise<Readiness>): void {
  app.get('/healthz', async (_request, reply) => reply.type('text/plain').send('ok\n'));
  app.get('/readyz', async (_request, reply) => {
    const answer = await readiness();
    return reply
      .status(answer.ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(answer);
  });
}
