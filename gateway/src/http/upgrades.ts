import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Endpoint } from '../endpoint.ts';
import { hostOf, isLoopbackName } from '../principals/authenticate.ts';

/**
 * Hands each upgrade to the endpoint of its path. Sockets know no same-origin rule, so a page that is neither our own nor
 * one of this machine's nor named in `allowedOrigins` is refused whatever key it holds.
 */
export function upgradeTo(
  endpoints: readonly Pick<Endpoint, 'path' | 'upgrade'>[],
  allowedOrigins: ReadonlySet<string>,
): (request: IncomingMessage, socket: Duplex, head: Buffer) => void {
  return (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const path = request.url?.split('?')[0];
    const endpoint = endpoints.find((candidate) => candidate.path === path);
    if (!endpoint) refuseUpgrade(socket, '404 Not Found');
    else if (!mayOpen(request, allowedOrigins)) refuseUpgrade(socket, '403 Forbidden');
    else endpoint.upgrade(request, socket, head);
  };
}

function mayOpen({ headers }: IncomingMessage, allowed: ReadonlySet<string>): boolean {
  const { origin } = headers;
  // Only browsers send one.
  if (origin === undefined || allowed.has(origin)) return true;
  const url = URL.parse(origin);
  return url !== null && (url.host === headers.host || isLoopbackName(hostOf(origin)));
}

export function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n`);
}
