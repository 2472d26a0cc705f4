import { generate } from '@graphql-codegen/cli';
import { SCALARS } from './scalars.ts';

/**
 * Writes `web/src/generated/`: types for the dashboard's documents and `persisted-documents.json`, the documents by
 * hash, which the gateway serves without a key. The bundle holds hashes only.
 */
export async function writeClientDocuments(): Promise<void> {
  await generate(
    {
      schema: 'gateway/api-schema.generated.graphql',
      documents: ['web/src/**/*.graphql'],
      silent: true,
      generates: {
        'web/src/generated/': {
          preset: 'client',
          presetConfig: {
            fragmentMasking: false,
            persistedDocuments: { mode: 'replaceDocumentWithHash', hashAlgorithm: 'sha256' },
          },
          config: { useTypeImports: true, enumsAsTypes: true, strictScalars: true, scalars: SCALARS },
        },
      },
    },
    true,
  );
}
