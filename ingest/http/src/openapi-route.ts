import type { FastifyPluginAsync } from 'fastify';
import { openApiDocument } from './openapi.ts';

/** `GET /openapi.json`, for everyone. */
export function openApiRoute(): FastifyPluginAsync {
  const text = JSON.stringify(openApiDocument());
  return async (scope) => {
    scope.get('/openapi.json', async (_request, reply) =>
      reply.type('application/json').header('access-control-allow-origin', '*').send(text),
    );
  };
}
