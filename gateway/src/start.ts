import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { principalSigner } from '@citywatt/access-policy/principal-token';
import { correlationIdOf } from '@citywatt/service-runtime/correlation-id';
import type { Logger } from '@citywatt/service-runtime/logger';
import type { Running } from '@citywatt/service-runtime/running';
import Fastify from 'fastify';
import { type GatewayConfig, withoutTelemetry } from './environment.ts';
import { serveGraph } from './graph/serving.ts';
import { watchText } from './graph/watched-file.ts';
import { eventStreams } from './http/event-streams.ts';
import { graphqlRoute, presentFailure } from './http/graphql-route.ts';
import { requestMetrics } from './http/request-metrics.ts';
import { securityHeaders } from './http/security-headers.ts';
import { type Spending, spendingOf } from './limits/budgets.ts';
import { hearInvalidations } from './nats/invalidations.ts';
import { openNats } from './nats/nats.ts';
import { sharedBudgets } from './nats/shared-budgets.ts';
import { readPersistedDocuments } from './operations/persisted-documents.ts';
import { graphiqlPage } from './pages/graphiql.ts';
import { healthRoutes } from './pages/health.ts';
import { processPart, readinessOfParts, subgraphPart } from './pages/readiness.ts';
import { noWebApp, webApp } from './pages/web-app.ts';
import { accessWatch } from './principals/access-watch.ts';
import { authenticator } from './principals/authenticate.ts';
import { openKeyStore } from './principals/key-store.ts';
import { reusingTokens } from './principals/principal-tokens.ts';
import { executeOverSocket } from './queries/execute-over-socket.ts';
import type { RequestContext } from './queries/request-context.ts';
import { responseCache } from './queries/response-cache.ts';
import { createHub } from './subscriptions/hub.ts';
import { socketServer } from './subscriptions/socket-server.ts';
import { SubscriptionCounts } from './subscriptions/subscription-counts.ts';

export interface RunningGateway extends Running {
  readonly port: number;
}

const LARGEST_BODY_BYTES = 256 * 1024;

/** Starts on the committed supergraph, whether its subgraphs answer yet or not; `/readyz` says when they do. */
export async function start(config: GatewayConfig, logger: Logger): Promise<RunningGateway> {
  withoutTelemetry();
  const persisted = await readPersistedDocuments(config.persistedDocumentsFile);
  const supergraph = await readFile(config.supergraphFile, 'utf8');
  const serving = await serveGraph({
    sdl: supergraph,
    subgraphUrls: config.subgraphUrls,
    persisted,
    sign: reusingTokens(principalSigner(config.principalSecret)),
    logger,
  });

  const nats = config.natsUrl === undefined ? undefined : openNats(config.natsUrl, logger);
  const keys = nats && openKeyStore(nats, logger);
  const cache = responseCache();
  const spending: Spending =
    nats === undefined ? { spend: async () => {} } : spendingOf(config.budgets, sharedBudgets(nats, logger));
  if (nats !== undefined && config.responseCache) hearInvalidations(nats, cache, logger);
  const authenticate = authenticator({ verifyKey: keys?.verify, operatorNetwork: config.operatorNetwork });

  const hub = createHub();
  const live = {
    subscribe: serving.subscribe,
    execute: (context: RequestContext) => executeOverSocket(serving.apollo, context),
    hub,
    watch: accessWatch(authenticate),
    counts: new SubscriptionCounts(config.subscriptionsPerPrincipal),
    logger,
  };
  const sockets = socketServer({
    ...live,
    spending,
    gate: serving.gate,
    authenticate,
    apiSchema: () => serving.apiSchema,
  });
  const streams = eventStreams(live);

  const parts = () => [
    ...[...serving.urls].map(([name, url]) => subgraphPart(name, url)),
    ...(keys === undefined ? [] : [keys.part]),
  ];
  const otherProcesses = config.readinessUrls.map(processPart);
  const app = Fastify({ genReqId: correlationIdOf, bodyLimit: LARGEST_BODY_BYTES });
  // A page of another site may send plain text without asking first.
  app.removeContentTypeParser('text/plain');
  app.setErrorHandler(presentFailure(logger));
  securityHeaders(app);
  requestMetrics(app);
  graphqlRoute(app, { apollo: serving.apollo, gate: serving.gate, authenticate, streams, cache, spending });
  graphiqlPage(app);
  healthRoutes(app, () => readinessOfParts([...parts(), ...otherProcesses]));
  if (config.webFolder !== undefined && existsSync(config.webFolder)) await webApp(app, config.webFolder);
  else noWebApp(app);
  app.server.on('upgrade', sockets.upgrade);

  const unwatch = watchText(
    config.supergraphFile,
    supergraph,
    async (sdl) => {
      await serving.change(sdl);
      hub.replan();
      logger.info({ file: config.supergraphFile }, 'a new supergraph is served');
    },
    logger,
  );

  let stopped: Promise<void> | undefined;
  const stop = async () => {
    // Sockets first: the HTTP server waits for those that it has handed over.
    unwatch();
    live.watch.stop();
    streams.stop();
    await sockets.stop();
    await app.close();
    keys?.stop();
    await Promise.all([serving.stop(), nats?.stop()]);
  };
  try {
    await app.listen({ host: config.host, port: config.port });
  } catch (error) {
    await stop();
    throw error;
  }
  const { port } = app.server.address() as AddressInfo;
  logger.info(
    { port, subgraphs: Object.fromEntries(serving.urls), persistedDocuments: persisted.size },
    'gateway listens',
  );

  return {
    name: 'gateway',
    port,
    // Only what this process needs by itself: two processes that wait for each other's /readyz would wait for ever.
    readiness: () => readinessOfParts(parts()),
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}
