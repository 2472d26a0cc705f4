import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createGunzip, type Gunzip } from 'node:zlib';
import { BodyTooLargeError, ClientGoneError, UnreadableBodyError } from './request-errors.ts';

export interface BodyOptions {
  readonly gzipped: boolean;
  /** Bytes after decompression. */
  readonly maxBytes: number;
  /** What to do instead of sending so much. */
  readonly tooLargeHint: string;
}

/**
 * The pieces of a body, decompressed, as they come. Of whoever stops early the rest is dropped, so that a client that
 * still sends can read its answer.
 * @throws {BodyTooLargeError | UnreadableBodyError | ClientGoneError}
 */
export async function* bodyPieces(message: IncomingMessage, options: BodyOptions): AsyncGenerator<Buffer> {
  const { maxBytes, tooLargeHint } = options;
  if (!options.gzipped && Number(message.headers['content-length'] ?? 0) > maxBytes) {
    throw new BodyTooLargeError(maxBytes, tooLargeHint);
  }
  const gunzip = options.gzipped ? unfold(message) : undefined;
  const source: Readable = gunzip ?? message;
  let bytes = 0;
  try {
    // The usual iterator destroys the request, and with it the socket that the answer goes through.
    for await (const piece of source.iterator({ destroyOnReturn: false })) {
      bytes += (piece as Buffer).length;
      if (bytes > maxBytes) throw new BodyTooLargeError(maxBytes, tooLargeHint);
      yield piece as Buffer;
    }
  } catch (error) {
    if (error instanceof BodyTooLargeError) throw error;
    if (message.destroyed && !message.complete) {
      throw new ClientGoneError('the client went away', { cause: error });
    }
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnreadableBodyError(`not a gzip body: ${reason} (after ${bytes} bytes)`, { cause: error });
  } finally {
    if (gunzip) {
      message.unpipe(gunzip);
      gunzip.destroy();
    }
    // What has not been read would stay in the way of the connection's next request.
    message.resume();
  }
}

function unfold(message: IncomingMessage): Gunzip {
  const gunzip = createGunzip();
  // `pipe` leaves the other end open when the source breaks off.
  message.once('close', () => {
    if (!message.complete) gunzip.destroy(new Error('the body broke off'));
  });
  return message.pipe(gunzip);
}
