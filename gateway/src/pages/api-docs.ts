import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import type { JsonSchema } from '../rest/json-schema.ts';

const DOCS = '/api/docs';
const DOCUMENT = '/api/v1/openapi.json';

/** The OpenAPI document, and beside it a page to try it on, with nothing from elsewhere. */
export async function apiDocs(app: FastifyInstance, document: () => JsonSchema): Promise<void> {
  app.get(DOCUMENT, async () => document());
  // Routes are described by the operations' table, not by what Fastify knows of them.
  await app.register(swagger, { mode: 'static', specification: { document: document() as never } });
  await app.register(swaggerUi, {
    routePrefix: DOCS,
    staticCSP: true,
    uiConfig: { docExpansion: 'list', tryItOutEnabled: true, persistAuthorization: true },
  });
}
