import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import type { JsonSchema } from '../rest/json-schema.ts';

const DOCS = '/api/docs';
const DOCUMENT = '/api/v1/openapi.json';

/** It shows another product's name and an address to load, where there is but one. */
const WITHOUT_TOP_BAR = '.swagger-ui .topbar { display: none }';

/** The OpenAPI document, and beside it a page to try it on, with nothing from elsewhere. */
export async function apiDocs(app: FastifyInstance, document: () => JsonSchema): Promise<void> {
  app.get(DOCUMENT, async () => document());
  // Routes are described by the operations' table, not by what Fastify knows of them.
  await app.register(swagger, { mode: 'static', specification: { document: document() as never } });
  await app.register(swaggerUi, {
    routePrefix: DOCS,
    staticCSP: true,
    theme: { title: 'Citywatt API', css: [{ filename: 'citywatt.css', content: WITHOUT_TOP_BAR }] },
    uiConfig: { docExpansion: 'list', tryItOutEnabled: true, persistAuthorization: true },
  });
}
