import type { ServerResponse } from 'node:http';
import type { Logger } from '@citywatt/service-runtime/logger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import type { AccessWatch } from '../principals/access-watch.ts';
import type { RunQuery } from '../queries/query-server.ts';
import type { RequestContext } from '../queries/request-context.ts';
import { clientConnection } from '../subscriptions/client-connection.ts';
import type { Hub } from '../subscriptions/hub.ts';
import { type Envelope, responseTransport } from '../subscriptions/result-transport.ts';
import type { Subscribe } from '../subscriptions/subscribe.ts';
import type { SubscriptionCounts } from '../subscriptions/subscription-counts.ts';

export interface EventStreamOptions {
  readonly subscribe: Subscribe;
  readonly execute: RunQuery;
  readonly hub: Hub;
  readonly watch: AccessWatch;
  readonly counts: SubscriptionCounts;
  readonly logger: Logger;
}

export interface EventStreams {
  /** Answers one operation as `text/event-stream`: `next` for each result, then `complete`. */
  serve(request: FastifyRequest, reply: FastifyReply, context: RequestContext): Promise<void>;
  stop(): void;
}

const KEEP_ALIVE_MS = 12_000;
const COMPLETE = 'event: complete\ndata: \n\n';
const NEXT: Envelope = { before: Buffer.from('event: next\ndata: '), after: Buffer.from('\n\n') };

/** The distinct-connections mode of GraphQL over server-sent events, for those who cannot use WebSockets. */
export function eventStreams(options: EventStreamOptions): EventStreams {
  const open = new Set<ServerResponse>();

  const begin = (reply: FastifyReply, correlationId: string): ServerResponse => {
    reply.hijack();
    const response = reply.raw;
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-content-type-options': 'nosniff',
      'x-accel-buffering': 'no',
      'x-correlation-id': correlationId,
    });
    response.write(':\n\n');
    open.add(response);
    const keepAlive = setInterval(() => response.write(':\n\n'), KEEP_ALIVE_MS);
    response.once('close', () => {
      clearInterval(keepAlive);
      open.delete(response);
    });
    return response;
  };

  const subscribe = (request: FastifyRequest, reply: FastifyReply, context: RequestContext) => {
    // All that may be refused comes before the stream begins: then the answer is a status.
    const subscription = options.subscribe(context.prepared!, context);
    const release = options.counts.take(context.principal.subject);
    const response = begin(reply, context.correlationId);
    const connection = clientConnection(responseTransport(response));
    const operation = { envelope: NEXT, delivery: subscription.plan.delivery };
    const end = (errors?: readonly GraphQLFormattedError[]) => {
      connection.flush();
      if (errors !== undefined) response.write(`event: next\ndata: ${JSON.stringify({ errors })}\n\n`);
      response.end(COMPLETE);
    };
    const { authorization } = request.headers;
    const unwatch = options.watch.watch({
      request: request.raw,
      authorizations: new Set(authorization ? [authorization] : []),
      revoked: () =>
        end([{ message: 'Access was revoked or has expired.', extensions: { code: 'FORBIDDEN' } }]),
    });
    const detach = options.hub.attach(subscription, {
      deliver: (text) => connection.send(operation, text),
      end,
    });
    response.once('close', () => {
      detach();
      unwatch();
      release();
    });
  };

  return {
    async serve(request, reply, context) {
      if (context.prepared!.operation.operation === 'subscription') return subscribe(request, reply, context);
      const result = await options.execute(context);
      const response = begin(reply, context.correlationId);
      response.write(`event: next\ndata: ${JSON.stringify(result)}\n\n`);
      response.end(COMPLETE);
    },
    stop() {
      for (const response of open) response.end(COMPLETE);
    },
  };
}
