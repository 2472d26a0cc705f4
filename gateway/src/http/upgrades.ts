import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Endpoint } from '../endpoint.ts';

/** Hands each upgrade to the endpoint of its path. */
export function upgradeTo(
  endpoints: readonly Pick<Endpoint, 'path' | 'upgrade'>[],
): (request: IncomingMessage, socket: Duplex, head: Buffer) => void {
  return (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const path = request.url?.split('?')[0];
    const endpoint = endpoints.find((candidate) => candidate.path === path);
    if (endpoint) endpoint.upgrade(request, socket, head);
    else refuseUpgrade(socket, '404 Not Found');
  };
}

export function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n`);
}
