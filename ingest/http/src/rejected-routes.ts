import type { Principal } from '@citywatt/access-policy/principal';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { authenticate } from './authenticate.ts';
import type { Door } from './door.ts';
import { REJECTION_CODES } from './item.ts';
import { parseRejectedId } from './rejected-batch.ts';
import { rejectedPage } from './rejected-page.ts';
import { type ReplayReport, replayRejected } from './rejected-replay.ts';
import { BadQueryError } from './request-errors.ts';
import type { TakingParts } from './taking.ts';

const id = z
  .string()
  .refine((text) => parseRejectedId(text) !== undefined, 'an id as GET /rejected gives it');
const position = id.transform((text) => parseRejectedId(text)!);

const pageSchema = z.strictObject({
  after: position.optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  code: z.enum(REJECTION_CODES).optional(),
});

const replaySchema = z
  .strictObject({
    after: position.optional(),
    code: z.enum(REJECTION_CODES).optional(),
    ids: z.array(id).max(1_000).optional(),
  })
  .default({});

/** @throws {BadQueryError} naming each fault. */
function checked<Shape extends z.ZodType>(shape: Shape, value: unknown): z.infer<Shape> {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `${issue.path.join('.') || 'request'}: ${issue.message}`);
  throw new BadQueryError(faults.join('; '));
}

/** `GET /rejected` and `POST /rejected/replay`. */
export function rejectedRoutes(door: Door, partsOf: () => TakingParts): FastifyPluginAsync {
  return async (scope) => {
    const principals = new WeakMap<FastifyRequest, Principal>();
    let replaying: Promise<unknown> = Promise.resolve();

    scope.addHook('preParsing', async (request) => {
      principals.set(request, await authenticate(door.link(), request.headers.authorization));
    });

    scope.get('/rejected', async (request) => {
      const { after, limit, code } = checked(pageSchema, request.query);
      const { tenant } = principals.get(request)!;
      return await rejectedPage(partsOf().rejected, tenant, { after, limit, code });
    });

    scope.post('/rejected/replay', async (request) => {
      const closed = door.closed();
      if (closed) throw closed;
      const { after, code, ids } = checked(replaySchema, request.body ?? {});
      const { tenant } = principals.get(request)!;
      const query = { after, code, ids: ids && new Set(ids) };
      // One after the other: two at once would both take an item and both keep the rest of its batch.
      const replay: Promise<ReplayReport> = replaying
        .catch(() => {})
        .then(() => replayRejected(partsOf(), tenant, query));
      replaying = replay;
      return await replay;
    });
  };
}
