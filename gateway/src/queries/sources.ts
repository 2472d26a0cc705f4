import type { GraphQLDataSource } from '@apollo/gateway';
import type { Logger } from '@citywatt/service-runtime/logger';
import type { Graph } from '../graph/graph.ts';
import type { SignPrincipal } from '../principals/principal-tokens.ts';
import { batchingSource } from './batching-source.ts';
import { subgraphClient } from './subgraph-client.ts';

export interface Sources {
  readonly sources: ReadonlyMap<string, GraphQLDataSource>;
  /** Where each subgraph is. */
  readonly urls: ReadonlyMap<string, string>;
  close(): Promise<void>;
}

/** A name in the given addresses that the supergraph does not know: most likely a slip of the pen. */
export class UnknownSubgraph extends Error {
  override readonly name = 'UnknownSubgraph';
  readonly code = 'UNKNOWN_SUBGRAPH';
}

/** @throws {UnknownSubgraph} */
export function openSources(
  graph: Graph,
  given: ReadonlyMap<string, string>,
  sign: SignPrincipal,
  logger: Logger,
): Sources {
  const names = graph.subgraphs.map(({ name }) => name);
  const unknown = [...given.keys()].filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new UnknownSubgraph(`Not in the supergraph: ${unknown.join(', ')}; it has ${names.join(', ')}`);
  }
  const urls = new Map(graph.subgraphs.map(({ name, url }) => [name, given.get(name) ?? url]));
  const clients = new Map([...urls].map(([name, url]) => [name, subgraphClient(name, url, sign, logger)]));
  return {
    urls,
    sources: new Map([...clients].map(([name, client]) => [name, batchingSource(client)])),
    close: async () => {
      await Promise.all([...clients.values()].map((client) => client.close()));
    },
  };
}
