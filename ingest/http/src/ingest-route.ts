import type { Principal } from '@citywatt/access-policy/principal';
import type { FastifyPluginAsync } from 'fastify';
import { authenticate } from './authenticate.ts';
import { formatOf, isGzipped } from './content.ts';
import type { Door } from './door.ts';
import { doorMetrics } from './door-metrics.ts';
import type { DoorConfig } from './environment.ts';
import { ingest } from './ingest.ts';
import { createMemoryBudget } from './memory-budget.ts';
import { statusOf } from './report.ts';
import type { TakingParts } from './taking.ts';

/** So many of the longest JSON documents may be read at once. */
const JSON_DOCUMENTS_AT_ONCE = 16;

/** `POST /ingest`. */
export function ingestRoute(config: DoorConfig, door: Door, partsOf: () => TakingParts): FastifyPluginAsync {
  const budget = createMemoryBudget(config.jsonMaxBytes * JSON_DOCUMENTS_AT_ONCE);
  return async (scope) => {
    const principals = new WeakMap<object, Principal>();
    // The route reads the body itself, piece by piece.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));

    scope.post('/ingest', {
      // Before the body is looked at: who may not send gets no other answer.
      async preParsing(request) {
        principals.set(request, await authenticate(door.link(), request.headers.authorization));
        formatOf(request.headers['content-type']);
        isGzipped(request.headers['content-encoding']);
        const closed = door.closed();
        if (closed) throw closed;
      },
      async handler(request, reply) {
        const began = performance.now();
        const { tenant } = principals.get(request)!;
        const report = await ingest(request.raw, partsOf(), tenant, config, budget);
        doorMetrics.ingested(report.accepted, performance.now() - began);
        return reply.code(statusOf(report)).send(report);
      },
    });
  };
}
