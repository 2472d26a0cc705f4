import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { GraphQLSchema } from 'graphql';
import { z } from 'zod';

const row = z.object({
  name: z.string(),
  /** Below the prefix, with `{parameter}` for parts that vary. */
  path: z.string(),
  /** The list that becomes rows, below the answer. */
  csv: z.string().optional(),
  graph: z.enum(['public', 'whole']),
  description: z.string(),
  parameters: z.array(z.object({ variable: z.string(), name: z.string(), description: z.string() })),
  document: z.string(),
});

/** As it stands in the table. */
export type RestOperationRow = z.infer<typeof row>;

/** An operation that is also a route and a tool. */
export interface RestOperation extends RestOperationRow {
  /** Bare hex SHA-256, by which the graph knows the document. */
  readonly documentHash: string;
}

/** Reads the table that codegen has compiled; without a file there are none. */
export async function readRestOperations(file: string | undefined): Promise<readonly RestOperation[]> {
  const rows = file === undefined ? [] : z.array(row).parse(JSON.parse(await readFile(file, 'utf8')));
  return rows.map((operation) => ({
    ...operation,
    documentHash: createHash('sha256').update(operation.document).digest('hex'),
  }));
}

/** What `make` makes of an operation and its graph, made anew only when the graph is another. */
export function oncePerGraph<Made>(
  schemaOf: (operation: RestOperation) => GraphQLSchema,
  make: (operation: RestOperation, schema: GraphQLSchema) => Made,
): (operation: RestOperation) => Made {
  const known = new WeakMap<RestOperation, { readonly schema: GraphQLSchema; readonly made: Made }>();
  return (operation) => {
    const schema = schemaOf(operation);
    const found = known.get(operation);
    if (found?.schema === schema) return found.made;
    const made = make(operation, schema);
    known.set(operation, { schema, made });
    return made;
  };
}
