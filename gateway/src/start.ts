import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { principalSigner } from '@citywatt/access-policy/principal-token';
import { correlationIdOf } from '@citywatt/service-runtime/correlation-id';
import type { Logger } from '@citywatt/service-runtime/logger';
import type { Running } from '@citywatt/service-runtime/running';
import Fastify from 'fastify';
import { type EndpointParts, openEndpoint } from './endpoint.ts';
import { type GatewayConfig, withoutTelemetry } from './environment.ts';
import { presentFailure } from './http/graphql-route.ts';
import { requestMetrics } from './http/request-metrics.ts';
import { securityHeaders } from './http/security-headers.ts';
import { upgradeTo } from './http/upgrades.ts';
import { type Spending, spendingOf } from './limits/budgets.ts';
import { mcpRoute } from './mcp/mcp-route.ts';
import { hearInvalidations } from './nats/invalidations.ts';
import { openNats } from './nats/nats.ts';
import { sharedBudgets } from './nats/shared-budgets.ts';
import { readPersistedDocuments } from './operations/persisted-documents.ts';
import { apiDocs } from './pages/api-docs.ts';
import { graphiqlPage } from './pages/graphiql.ts';
import { healthRoutes } from './pages/health.ts';
import { processPart, readinessOfParts, subgraphPart } from './pages/readiness.ts';
import { noWebApp, webApp } from './pages/web-app.ts';
import { accessWatch } from './principals/access-watch.ts';
import { authenticator } from './principals/authenticate.ts';
import { openKeyStore } from './principals/key-store.ts';
import { reusingTokens } from './principals/principal-tokens.ts';
import { responseCache } from './queries/response-cache.ts';
import { answersFrom } from './rest/answer-operation.ts';
import { openApiDocument } from './rest/openapi.ts';
import { type RestOperation, readRestOperations } from './rest/rest-operations.ts';
import { restRoutes } from './rest/routes.ts';
import { SubscriptionCounts } from './subscriptions/subscription-counts.ts';

export interface RunningGateway extends Running {
  readonly port: number;
}

const LARGEST_BODY_BYTES = 256 * 1024;

/** Starts on the committed supergraph, whether its subgraphs answer yet or not; `/readyz` says when they do. */
export async function start(config: GatewayConfig, logger: Logger): Promise<RunningGateway> {
  withoutTelemetry();
  const persisted = await readPersistedDocuments(config.persistedDocumentsFile);
  const nats = config.natsUrl === undefined ? undefined : openNats(config.natsUrl, logger);
  const keys = nats && openKeyStore(nats, logger);
  const cache = responseCache();
  if (nats !== undefined && config.responseCache) hearInvalidations(nats, cache, logger);
  const spending: Spending =
    nats === undefined ? { spend: async () => {} } : spendingOf(config.budgets, sharedBudgets(nats, logger));
  const authenticate = authenticator({ verifyKey: keys?.verify, operatorNetwork: config.operatorNetwork });
  const parts: EndpointParts = {
    authenticate,
    watch: accessWatch(authenticate),
    counts: new SubscriptionCounts(config.subscriptionsPerPrincipal),
    spending,
    cache,
    sign: reusingTokens(principalSigner(config.principalSecret)),
    subgraphUrls: config.subgraphUrls,
    logger,
  };

  const app = Fastify({ genReqId: correlationIdOf, bodyLimit: LARGEST_BODY_BYTES });
  // A page of another site may send plain text without asking first.
  app.removeContentTypeParser('text/plain');
  app.setErrorHandler(presentFailure(logger));
  securityHeaders(app);
  requestMetrics(app);
  const operations = await readRestOperations(config.restOperationsFile);
  const documentsOf = (graph: RestOperation['graph']) =>
    operations
      .filter((operation) => operation.graph === graph)
      .map((operation) => [operation.documentHash, operation.document] as const);
  const main = await openEndpoint(
    app,
    {
      path: '/graphql',
      supergraphFile: config.supergraphFile,
      persisted: new Map([...persisted, ...documentsOf('whole')]),
      adHocScope: 'explore',
    },
    parts,
  );
  const endpoints = [main];
  if (config.publicSupergraphFile !== undefined) {
    const options = { path: '/public/graphql', supergraphFile: config.publicSupergraphFile };
    const documents = new Map(documentsOf('public'));
    endpoints.push(
      await openEndpoint(app, { ...options, persisted: documents, adHocScope: undefined }, parts),
    );
  }
  const endpointOf = ({ graph }: RestOperation) => (graph === 'whole' ? main : endpoints.at(-1)!);
  const rest = {
    operations,
    schemaOf: (operation: RestOperation) => endpointOf(operation).apiSchema,
    answer: answersFrom(endpointOf),
    authenticate,
  };
  if (operations.length > 0) {
    restRoutes(app, rest);
    mcpRoute(app, { ...rest, version: '1' });
    await apiDocs(app, () => openApiDocument(operations, rest.schemaOf));
  }
  for (const { path } of endpoints) graphiqlPage(app, path);
  const readinessParts = () => [
    ...[...main.urls].map(([name, url]) => subgraphPart(name, url)),
    ...(keys === undefined ? [] : [keys.part]),
  ];
  const otherProcesses = config.readinessUrls.map(processPart);
  healthRoutes(app, () => readinessOfParts([...readinessParts(), ...otherProcesses]));
  if (config.webFolder !== undefined && existsSync(config.webFolder)) await webApp(app, config.webFolder);
  else noWebApp(app);
  app.server.on('upgrade', upgradeTo(endpoints, config.allowedOrigins));

  let stopped: Promise<void> | undefined;
  const stop = async () => {
    parts.watch.stop();
    // Sockets first: the HTTP server waits for those that it has handed over.
    await Promise.all(endpoints.map((endpoint) => endpoint.stop()));
    await app.close();
    keys?.stop();
    await nats?.stop();
  };
  try {
    await app.listen({ host: config.host, port: config.port });
  } catch (error) {
    await stop();
    throw error;
  }
  const { port } = app.server.address() as AddressInfo;
  logger.info(
    {
      port,
      paths: endpoints.map(({ path }) => path),
      subgraphs: Object.fromEntries(main.urls),
      persistedDocuments: persisted.size,
    },
    'gateway listens',
  );

  return {
    name: 'gateway',
    port,
    // Only what this process needs by itself: two processes that wait for each other's /readyz would wait for ever.
    readiness: () => readinessOfParts(readinessParts()),
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}
