import { join } from 'node:path';
import { writeClientDocuments } from './codegen/client-documents.ts';
import { writeResolverTypes } from './codegen/resolver-types.ts';
import { writeRestOperations } from './codegen/rest-operations.ts';
import { findSubgraphs } from './codegen/subgraph-sources.ts';
import { writeSupergraph } from './codegen/supergraph.ts';

/** `npm run codegen`: SDL to supergraph, resolver types and client documents. CI runs it and wants no diff. */
const root = join(import.meta.dirname, '../..');
process.chdir(root);

const subgraphs = await findSubgraphs(root);
try {
  await writeSupergraph(root, subgraphs);
  await writeRestOperations(root);
  await writeResolverTypes(root, subgraphs);
  // Last: it reads the API schema that composition has just written.
  await writeClientDocuments();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
console.log(`codegen: ${subgraphs.map((subgraph) => subgraph.name).join(', ')}`);
