import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { answerRequests } from '../gateway-peers/worker-side.ts';
import { type Change, changeOf, nameOf } from './changes.ts';
import type { SourceRequest, SourceState } from './messages.ts';

/**
 * What `ws` alone can send: no graph, no protocol beyond the greeting. So many frames of a client leave in one write, if
 * that many are there.
 */
const [port, framesAWrite] = process.argv.slice(2).map(Number);

interface Client {
  readonly socket: WebSocket;
  readonly transport: Socket;
  readonly before: Buffer;
}

const SEND_OPTIONS = { binary: false, compress: false } as const;
const AFTER = Buffer.from('}');
const clients = new Set<Client>();
let sequence = 0;
const pending: Buffer[] = [];
let pace: NodeJS.Timeout | undefined;

const server = createServer((_request, response) => response.end('{}'));
new WebSocketServer({ server, path: '/graphql', perMessageDeflate: false }).on(
  'connection',
  (socket, request) => {
    socket.on('message', (data) => {
      const { id, type } = JSON.parse(String(data));
      if (type === 'connection_init') socket.send('{"type":"connection_ack"}');
      if (type !== 'subscribe') return;
      const before = Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`);
      const client: Client = { socket, transport: request.socket, before };
      clients.add(client);
      socket.on('close', () => clients.delete(client));
    });
  },
);
await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', 4_096, resolve));

answerRequests<SourceRequest, SourceState>((request) => {
  if (request.do === 'add') add(request.count, request.note);
  else if (request.do === 'pace') {
    clearInterval(pace);
    if (request.everyMs > 0) pace = setInterval(() => add(1, request.note), request.everyMs);
  }
  return { sequence, followers: clients.size, mostFollowers: clients.size };
});

function add(count: number, note: string): void {
  for (let index = 0; index < count; index++) {
    const text = Buffer.from(JSON.stringify({ data: { changed: completed(changeOf(++sequence, note)) } }));
    if (pending.push(text) === 1) setImmediate(flush);
  }
}

const completed = (change: Change) => ({
  ...change,
  place: { id: change.place.id, name: nameOf(change.place.id) },
});

function flush(): void {
  const texts = pending.splice(0, framesAWrite);
  for (const client of clients) {
    client.transport.cork();
    for (const text of texts) send(client, text);
    client.transport.uncork();
  }
  if (pending.length > 0) setImmediate(flush);
}

function send({ socket, before }: Client, text: Buffer): void {
  socket.send(Buffer.concat([before, text, AFTER]), SEND_OPTIONS);
}
