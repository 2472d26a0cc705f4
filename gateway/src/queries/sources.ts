import type { Logger } from '@citywatt/service-runtime/logger';
import type { Graph } from '../graph/graph.ts';
import type { SignPrincipal } from '../principals/principal-tokens.ts';
import { batchingSource } from './batching-source.ts';
import { type SubgraphClient, type SubgraphSource, subgraphClient } from './subgraph-client.ts';

export interface OpenedSources {
  readonly sources: ReadonlyMap<string, SubgraphSource>;
  /** Where each subgraph is. */
  readonly urls: ReadonlyMap<string, string>;
}

export interface Sources {
  /** Those of a graph; one that is known by its name and address already is the same. @throws {UnknownSubgraph} */
  open(graph: Graph): OpenedSources;
  close(): Promise<void>;
}

/** A name in the given addresses that the supergraph does not know: most likely a slip of the pen. */
export class UnknownSubgraph extends Error {
  override readonly name = 'UnknownSubgraph';
  readonly code = 'UNKNOWN_SUBGRAPH';
}

/** Connections to subgraphs: where `given` says, and else where the supergraph says. */
export function openSources(
  given: ReadonlyMap<string, string>,
  sign: SignPrincipal,
  logger: Logger,
): Sources {
  const known = new Map<string, { readonly client: SubgraphClient; readonly source: SubgraphSource }>();
  const sourceAt = (name: string, graphUrl: string): SubgraphSource => {
    const url = given.get(name) ?? graphUrl;
    const key = `${name} ${url}`;
    let opened = known.get(key);
    if (opened === undefined) {
      const client = subgraphClient(name, url, sign, logger);
      opened = { client, source: batchingSource(client) };
      known.set(key, opened);
    }
    return opened.source;
  };
  return {
    open({ subgraphs }) {
      const names = subgraphs.map(({ name }) => name);
      const unknown = [...given.keys()].filter((name) => !names.includes(name));
      if (unknown.length > 0) {
        throw new UnknownSubgraph(`Not in the supergraph: ${unknown.join(', ')}; it has ${names.join(', ')}`);
      }
      return {
        urls: new Map(subgraphs.map(({ name, url }) => [name, given.get(name) ?? url])),
        sources: new Map(subgraphs.map(({ name, url }) => [name, sourceAt(name, url)])),
      };
    },
    async close() {
      await Promise.all([...known.values()].map(({ client }) => client.close()));
    },
  };
}
