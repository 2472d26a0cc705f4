import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { defineConfig } from '@graphql-hive/gateway';
import { unifiedGraphHandler } from '@graphql-hive/router-runtime';

const agent = new Agent({ keepAlive: true, maxSockets: 32 });
const file = new URL('../../../web/src/generated/persisted-documents.json', import.meta.url);
const documents = new Map(
  Object.entries(JSON.parse(readFileSync(file, 'utf8'))).map(([id, text]) => [
    id.replace(/^sha256:/, ''),
    text,
  ]),
);

export const gatewayConfig = defineConfig({
  unifiedGraphHandler,
  customAgent: () => agent,
  inboundInflightRequestDeduplication: true,
  persistedDocuments: {
    getPersistedOperation: (hash) => documents.get(hash) ?? null,
    skipDocumentValidation: true,
  },
  logging: 'error',
  graphiql: false,
  landingPage: false,
});
