import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Principal } from '@citywatt/access-policy/principal';
import type { Logger } from '@citywatt/service-runtime/logger';
import type { FastifyInstance } from 'fastify';
import type { FormattedExecutionResult, GraphQLSchema } from 'graphql';
import { serveGraph } from './graph/serving.ts';
import { watchText } from './graph/watched-file.ts';
import { eventStreams } from './http/event-streams.ts';
import { graphqlRoute } from './http/graphql-route.ts';
import type { Spending } from './limits/budgets.ts';
import type { OperationRequest } from './operations/operation-request.ts';
import type { PersistedDocuments } from './operations/persisted-documents.ts';
import { accessScopeOf } from './principals/access-scope.ts';
import type { AccessWatch } from './principals/access-watch.ts';
import type { Authenticate } from './principals/authenticate.ts';
import type { SignPrincipal } from './principals/principal-tokens.ts';
import type { ResponseCache } from './queries/response-cache.ts';
import { createHub } from './subscriptions/hub.ts';
import { socketServer } from './subscriptions/socket-server.ts';
import type { SubscriptionCounts } from './subscriptions/subscription-counts.ts';

/** What all endpoints of a gateway have in common. */
export interface EndpointParts {
  readonly authenticate: Authenticate;
  readonly watch: AccessWatch;
  readonly counts: SubscriptionCounts;
  readonly spending: Spending;
  readonly cache: ResponseCache;
  readonly sign: SignPrincipal;
  readonly subgraphUrls: ReadonlyMap<string, string>;
  readonly logger: Logger;
}

export interface EndpointOptions {
  readonly path: string;
  readonly supergraphFile: string;
  readonly persisted: PersistedDocuments;
  /** What operations that are not among the persisted documents take; undefined: nothing. */
  readonly adHocScope: string | undefined;
}

/** One graph at one path: queries, mutations and subscriptions over HTTP, event streams and sockets. */
export interface Endpoint {
  readonly path: string;
  /** Where each subgraph is. */
  readonly urls: ReadonlyMap<string, string>;
  readonly apiSchema: GraphQLSchema;
  /** One query from inside, under the caller's access, limits and budget. @throws {OperationRefused} */
  run(
    request: OperationRequest,
    principal: Principal,
    correlationId: string,
  ): Promise<FormattedExecutionResult>;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  stop(): Promise<void>;
}

export async function openEndpoint(
  app: FastifyInstance,
  options: EndpointOptions,
  parts: EndpointParts,
): Promise<Endpoint> {
  const { path, supergraphFile } = options;
  const { logger } = parts;
  const supergraph = await readFile(supergraphFile, 'utf8');
  const serving = await serveGraph({ ...options, ...parts, sdl: supergraph });
  const hub = createHub();
  const live = {
    ...parts,
    subscribe: serving.subscribe,
    execute: serving.run,
    hub,
  };
  const streams = eventStreams(live);
  const sockets = socketServer({ ...live, gate: serving.gate, apiSchema: () => serving.apiSchema });
  graphqlRoute(app, { ...parts, path, run: serving.run, gate: serving.gate, streams });

  const unwatch = watchText(
    supergraphFile,
    supergraph,
    async (sdl) => {
      await serving.change(sdl);
      hub.replan();
      logger.info({ file: supergraphFile }, 'a new supergraph is served');
    },
    logger,
  );
  return {
    path,
    get urls() {
      return serving.urls;
    },
    get apiSchema() {
      return serving.apiSchema;
    },
    async run(request, principal, correlationId) {
      const prepared = serving.gate(request, principal.scopes);
      await parts.spending.spend(principal, prepared.cost);
      const accessScope = accessScopeOf(principal);
      return serving.run({ principal, accessScope, correlationId, prepared });
    },
    upgrade: sockets.upgrade,
    async stop() {
      unwatch();
      streams.stop();
      await sockets.stop();
      await serving.stop();
    },
  };
}
