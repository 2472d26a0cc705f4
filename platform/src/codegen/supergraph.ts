import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { composeServices } from '@apollo/composition';
import { type Schema, Supergraph } from '@apollo/federation-internals';
import { composeSchemaContract } from '@theguild/federation-composition';
import { lexicographicSortSchema, parse, printSchema } from 'graphql';
import type { SubgraphSource } from './subgraph-sources.ts';

/** The subgraphs do not make one graph; the message holds every reason. */
export class CompositionError extends Error {
  readonly code = 'COMPOSITION';
}

export interface Composed {
  readonly supergraph: string;
  /** What clients see: no federation machinery. */
  readonly apiSchema: string;
  /** The supergraph of third parties: all that is not tagged public is out of reach. */
  readonly publicSupergraph: string;
  readonly publicApiSchema: string;
}

/**
 * Composes the subgraphs. The routing URLs are placeholders that never resolve: where a subgraph listens is a matter
 * of the environment, and a committed address would be used by mistake somewhere.
 * @throws {CompositionError}
 */
export function compose(subgraphs: readonly SubgraphSource[]): Composed {
  const services = subgraphs.map(({ name, sdl }) => ({
    name,
    url: `http://${name}.invalid/graphql`,
    typeDefs: parse(sdl),
  }));
  const result = composeServices(services);
  if (result.errors !== undefined) {
    throw new CompositionError(result.errors.map((error) => error.message).join('\n\n'));
  }
  const contract = composeSchemaContract(
    services,
    { include: new Set(['public']), exclude: new Set() },
    true,
  );
  if (contract.supergraphSdl === undefined) {
    throw new CompositionError(contract.errors.map((error) => error.message).join('\n\n'));
  }
  return {
    supergraph: fileOf(result.supergraphSdl),
    apiSchema: apiSchemaOf(result.schema),
    publicSupergraph: fileOf(contract.supergraphSdl),
    // Sorted, so that what third parties read changes with the schema only.
    publicApiSchema: fileOf(
      printSchema(
        lexicographicSortSchema(
          Supergraph.build(contract.supergraphSdl).schema.toAPISchema().toGraphQLJSSchema(),
        ),
      ),
    ),
  };
}

const fileOf = (text: string) => `${text.trim()}\n`;
const apiSchemaOf = (schema: Schema) => fileOf(printSchema(schema.toAPISchema().toGraphQLJSSchema()));

/** Writes the committed files that the gateway, the web and third parties read. */
export async function writeSupergraph(root: string, subgraphs: readonly SubgraphSource[]): Promise<void> {
  const composed = compose(subgraphs);
  const files = {
    'gateway/supergraph.generated.graphql': composed.supergraph,
    'gateway/api-schema.generated.graphql': composed.apiSchema,
    'gateway/public-supergraph.generated.graphql': composed.publicSupergraph,
    'docs/integrate/schema.graphql': composed.publicApiSchema,
  };
  for (const [path, text] of Object.entries(files)) await writeFile(join(root, path), text);
}
