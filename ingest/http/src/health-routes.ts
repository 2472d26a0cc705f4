import type { FastifyPluginAsync } from 'fastify';
import type { Door } from './door.ts';

/** `GET /healthz`: the process lives. `GET /readyz`: a reading would be taken now, else the reason. */
export function healthRoutes(door: Door): FastifyPluginAsync {
  return async (scope) => {
    const unlimited = { config: { rateLimit: false as const } };
    scope.get('/healthz', unlimited, async (_request, reply) => reply.type('text/plain').send('ok\n'));
    scope.get('/readyz', unlimited, async (_request, reply) => {
      const closed = door.closed();
      if (!closed) return { ready: true };
      return reply.code(503).send({ ready: false, code: closed.code, reason: closed.message });
    });
  };
}
