import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

const YEAR_SECONDS = 31_536_000;

/** Serves a built single-page app: files as they are, its page for every other path that a browser navigates to. */
export async function webApp(app: FastifyInstance, folder: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: folder,
    index: 'index.html',
    wildcard: true,
    cacheControl: false,
    setHeaders(response, path) {
      // The build puts a hash of the content into the name of everything under assets/.
      const hashed = path.startsWith(join(folder, 'assets'));
      response.header('cache-control', hashed ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache');
    },
  });
  app.setNotFoundHandler(async (request, reply) => {
    const navigates = request.method === 'GET' && /\btext\/html\b/.test(request.headers.accept ?? '');
    if (navigates && existsSync(join(folder, 'index.html'))) return reply.sendFile('index.html');
    return notFound(reply);
  });
}

/** Without a web app a browser gets the explorer. */
export function noWebApp(app: FastifyInstance): void {
  app.get('/', async (_request, reply) => reply.redirect('/graphiql'));
  app.setNotFoundHandler(async (_request, reply) => notFound(reply));
}

function notFound(reply: FastifyReply): FastifyReply {
  return reply.status(404).send({ errors: [{ message: 'Not found.', extensions: { code: 'NOT_FOUND' } }] });
}
