import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const shape = z.array(
  z.object({
    name: z.string(),
    /** Below the prefix, with `{parameter}` for parts that vary. */
    path: z.string(),
    /** The list that becomes rows, below the answer. */
    csv: z.string().optional(),
    graph: z.enum(['public', 'whole']),
    description: z.string(),
    parameters: z.array(z.object({ variable: z.string(), name: z.string(), description: z.string() })),
    document: z.string(),
  }),
);

/** An operation that is also a route and a tool. */
export type RestOperation = z.infer<typeof shape>[number];

/** Reads the table that codegen has compiled; without a file there are none. */
export async function readRestOperations(file: string | undefined): Promise<readonly RestOperation[]> {
  return file === undefined ? [] : shape.parse(JSON.parse(await readFile(file, 'utf8')));
}

export const documentHash = (operation: RestOperation) =>
  createHash('sha256').update(operation.document).digest('hex');
