import { connect, type Socket } from 'node:net';
import { clientFrame, FrameReader } from './frames.ts';
import { SUBSCRIPTION } from './graph.ts';

export interface SubscriberOptions {
  readonly port: number;
  readonly channel: number;
  readonly from: string | undefined;
  readonly deaf: boolean;
  /** Once for each chunk of the socket. */
  onRead(): void;
  wants(): boolean;
  onResult(text: string | undefined): void;
  onClosed(): void;
}

export interface Subscriber {
  /** It has asked for its subscription. */
  readonly subscribed: Promise<void>;
  /** Reads again, where it had stopped. */
  hear(): void;
}

/** All sockets of this process read into one buffer: each chunk is dealt with before the next. */
const shared = Buffer.allocUnsafe(256 * 1024);
const HANDSHAKE = (port: number) =>
  `GET /graphql HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n`;
const HEAD_END = Buffer.from('\r\n\r\n');

/** One client of the graphql-transport-ws protocol on a socket of its own. */
export function subscribe(options: SubscriberOptions): Subscriber {
  const subscribed = Promise.withResolvers<void>();
  let socket: Socket;
  let head: Buffer | undefined = Buffer.alloc(0);
  const reader = new FrameReader({
    wants: options.wants,
    onResult: options.onResult,
    onGreeting(text) {
      const { type } = JSON.parse(text);
      if (type === 'connection_ack') {
        const payload = {
          query: SUBSCRIPTION,
          variables: { channel: options.channel, from: options.from ?? null },
        };
        socket.write(clientFrame('text', JSON.stringify({ id: '1', type: 'subscribe', payload })), () => {
          if (options.deaf) socket.pause();
          subscribed.resolve();
        });
      } else if (type === 'ping') socket.write(clientFrame('text', '{"type":"pong"}'));
    },
    onPing: () => socket.write(clientFrame('pong', '')),
    onClose: () => socket.destroy(),
  });
  socket = connect({
    host: '127.0.0.1',
    port: options.port,
    noDelay: true,
    onread: {
      buffer: shared,
      callback(bytes) {
        const chunk = shared.subarray(0, bytes);
        if (head === undefined) {
          options.onRead();
          reader.read(chunk, 0, bytes);
          return true;
        }
        head = Buffer.concat([head, chunk]);
        const end = head.indexOf(HEAD_END);
        if (end < 0) return true;
        const rest = head.subarray(end + HEAD_END.length);
        const status = head.subarray(0, 12).toString();
        head = undefined;
        if (status !== 'HTTP/1.1 101') {
          subscribed.reject(new Error(`the upgrade was answered with ${status}`));
          return false;
        }
        socket.write(clientFrame('text', '{"type":"connection_init"}'));
        reader.read(rest, 0, rest.length);
        return true;
      },
    },
  });
  socket.once('connect', () => socket.write(HANDSHAKE(options.port)));
  socket.on('error', () => {});
  socket.once('close', () => {
    subscribed.reject(new Error('the connection ended before it had subscribed'));
    options.onClosed();
  });
  return {
    subscribed: subscribed.promise,
    hear: () => socket.resume(),
  };
}
