import type { Logger } from '@citywatt/service-runtime/logger';
import type { GraphQLSchema } from 'graphql';
import { DEFAULT_LIMITS } from '../limits/limits.ts';
import type { PersistedDocuments } from '../operations/persisted-documents.ts';
import { operationGate, type PrepareOperation } from '../operations/prepare.ts';
import type { SignPrincipal } from '../principals/principal-tokens.ts';
import { type QueryServer, queryServer, type RunQuery } from '../queries/query-server.ts';
import { openSources } from '../queries/sources.ts';
import { type Subscribe, subscriber } from '../subscriptions/subscribe.ts';
import { openUpstreams } from '../subscriptions/upstreams.ts';
import { type Graph, readGraph } from './graph.ts';

export interface ServingOptions {
  readonly sdl: string;
  readonly subgraphUrls: ReadonlyMap<string, string>;
  readonly persisted: PersistedDocuments;
  readonly adHocScope: string | undefined;
  readonly sign: SignPrincipal;
  readonly logger: Logger;
}

/** Everything that depends on the supergraph, as it is now. */
export interface Serving {
  readonly gate: PrepareOperation;
  readonly subscribe: Subscribe;
  readonly run: RunQuery;
  readonly apiSchema: GraphQLSchema;
  /** Where each subgraph is. */
  readonly urls: ReadonlyMap<string, string>;
  /** Goes over to another supergraph. @throws when it cannot be served; then nothing has changed. */
  change(sdl: string): Promise<void>;
  stop(): Promise<void>;
}

interface Served {
  readonly graph: Graph;
  readonly gate: PrepareOperation;
  readonly subscribe: Subscribe;
  readonly queries: QueryServer;
  readonly urls: ReadonlyMap<string, string>;
}

/** Starts to serve a supergraph. @throws {UnknownSubgraph} */
export async function serveGraph(options: ServingOptions): Promise<Serving> {
  const { persisted, adHocScope, sign, logger, subgraphUrls } = options;
  const sources = openSources(subgraphUrls, sign, logger);
  const upstreams = openUpstreams(logger);

  const served = async (graph: Graph): Promise<Served> => {
    const opened = sources.open(graph);
    return {
      graph,
      gate: operationGate(graph, { persisted, adHocScope, limits: DEFAULT_LIMITS }),
      subscribe: subscriber({
        graph,
        ...opened,
        upstreams,
        sign,
        logger,
        replan: (prepared, context) => {
          const again = current.gate(prepared.request, context.principal.scopes);
          return current.subscribe(again, { ...context, prepared: again });
        },
      }),
      queries: await queryServer(graph, opened.sources, logger),
      urls: opened.urls,
    };
  };
  let current = await served(readGraph(options.sdl));

  return {
    gate: (request, scopes) => current.gate(request, scopes),
    subscribe: (prepared, context) => current.subscribe(prepared, context),
    run(context) {
      const { request, graphId } = context.prepared!;
      if (graphId === current.graph.id) return current.queries.run(context);
      return current.queries.run({ ...context, prepared: current.gate(request, context.principal.scopes) });
    },
    get apiSchema() {
      return current.graph.apiSchema;
    },
    get urls() {
      return current.urls;
    },
    async change(sdl) {
      const graph = readGraph(sdl);
      if (graph.id === current.graph.id) return;
      const { queries } = current;
      current = await served(graph);
      await queries.stop();
    },
    async stop() {
      await current.queries.stop();
      await sources.close();
    },
  };
}
