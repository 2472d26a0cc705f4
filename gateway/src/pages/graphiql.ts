import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import type { FastifyInstance } from 'fastify';
import { EXPLORER_POLICY } from '../http/security-headers.ts';

const compress = promisify(gzip);

const WELCOME = `# Ad hoc operations need a key with the scope explore. Put it into the Headers tab below:
#   { "authorization": "Bearer cw_..." }
`;

/**
 * Beside each endpoint an explorer of it, `/graphql` by `/graphiql`: one page of 9 MB with nothing from elsewhere, rendered
 * and compressed once, when first asked for.
 */
export function graphiqlPage(app: FastifyInstance, endpoint: string): void {
  let page: Promise<{ plain: Buffer; gzipped: Buffer }> | undefined;
  const render = async () => {
    const plain = Buffer.from(
      renderGraphiQL({
        title: 'Citywatt graph',
        endpoint,
        subscriptionsProtocol: 'WS',
        defaultQuery: WELCOME,
        headers: '{\n  "authorization": ""\n}',
      } as Parameters<typeof renderGraphiQL>[0]),
    );
    return { plain, gzipped: await compress(plain) };
  };

  app.get(endpoint.replace(/graphql$/, 'graphiql'), async (request, reply) => {
    page ??= render();
    const { plain, gzipped } = await page;
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', EXPLORER_POLICY)
      .header('cache-control', 'no-cache')
      .header('vary', 'accept-encoding');
    if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(plain);
    return reply.header('content-encoding', 'gzip').send(gzipped);
  });
}
