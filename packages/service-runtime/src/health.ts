import { createServer, type Server } from 'node:http';
import { registry } from './metrics.ts';
import type { Readiness, Running } from './running.ts';

export interface ServiceReadiness {
  readonly name: string;
  readonly ready: boolean;
  readonly reason?: string;
}

export interface ProcessReadiness {
  readonly ready: boolean;
  readonly services: readonly ServiceReadiness[];
}

/** Asks every service; one that throws or does not answer within `deadlineMs` is not ready, with that as its reason. */
export async function readinessOf(
  services: readonly Running[],
  deadlineMs = 2_000,
): Promise<ProcessReadiness> {
  const answers = await Promise.all(
    services.map(async (service): Promise<ServiceReadiness> => {
      const readiness = await askWithin(service, deadlineMs);
      return { name: service.name, ...readiness };
    }),
  );
  return { ready: answers.length > 0 && answers.every((answer) => answer.ready), services: answers };
}

async function askWithin(service: Running, deadlineMs: number): Promise<Readiness> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Readiness>((resolve) => {
    timer = setTimeout(resolve, deadlineMs, { ready: false, reason: `no answer within ${deadlineMs} ms` });
  });
  try {
    return await Promise.race([service.readiness(), late]);
  } catch (error) {
    return { ready: false, reason: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}

export interface HealthServer {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Serves GET /healthz (the process lives), /readyz (all its services are ready, else 503 with the reasons) and
 * /metrics (Prometheus text). `services` is called on each request, so the server can listen before they have started.
 */
export async function startHealthServer(options: {
  readonly host: string;
  readonly port: number;
  readonly services: () => readonly Running[];
}): Promise<HealthServer> {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://health').pathname;
    if (path === '/healthz') {
      response.writeHead(200, { 'content-type': 'text/plain' }).end('ok\n');
    } else if (path === '/readyz') {
      const readiness = await readinessOf(options.services());
      response
        .writeHead(readiness.ready ? 200 : 503, { 'content-type': 'application/json' })
        .end(JSON.stringify(readiness));
    } else if (path === '/metrics') {
      response.writeHead(200, { 'content-type': registry.contentType }).end(await registry.metrics());
    } else {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('/healthz, /readyz, /metrics\n');
    }
  });
  await listen(server, options.port, options.host);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
