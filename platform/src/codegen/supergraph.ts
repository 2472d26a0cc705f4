import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { composeServices } from '@apollo/composition';
import { parse, printSchema } from 'graphql';
import type { SubgraphSource } from './subgraph-sources.ts';

/** The subgraphs do not make one graph; the message holds every reason. */
export class CompositionError extends Error {
  readonly code = 'COMPOSITION';
}

export interface Composed {
  readonly supergraph: string;
  /** What clients see: no federation machinery. */
  readonly apiSchema: string;
}

/**
 * Composes the subgraphs. The routing URLs are placeholders that never resolve: where a subgraph listens is a matter
 * of the environment, and a committed address would be used by mistake somewhere.
 * @throws {CompositionError}
 */
export function compose(subgraphs: readonly SubgraphSource[]): Composed {
  const result = composeServices(
    subgraphs.map(({ name, sdl }) => ({
      name,
      url: `http://${name}.invalid/graphql`,
      typeDefs: parse(sdl),
    })),
  );
  if (result.errors !== undefined) {
    throw new CompositionError(result.errors.map((error) => error.message).join('\n\n'));
  }
  return {
    supergraph: `${result.supergraphSdl.trim()}\n`,
    apiSchema: `${printSchema(result.schema.toAPISchema().toGraphQLJSSchema()).trim()}\n`,
  };
}

/** Writes the two committed files that the gateway, the web and the docs read. */
export async function writeSupergraph(root: string, subgraphs: readonly SubgraphSource[]): Promise<void> {
  const { supergraph, apiSchema } = compose(subgraphs);
  await writeFile(join(root, 'gateway/supergraph.generated.graphql'), supergraph);
  await writeFile(join(root, 'gateway/api-schema.generated.graphql'), apiSchema);
}
