import { gunzipSync, gzipSync } from 'node:zlib';

/** Above this a message is compressed: a server's largest message may be 1 MiB, and lists of names compress tenfold. */
const PLAIN_LIMIT_BYTES = 131_072;
/** No JSON begins with it. */
const GZIP_FIRST_BYTE = 0x1f;
/** What a compressed message may unfold to. */
const UNFOLDED_LIMIT_BYTES = 268_435_456;

/** JSON in UTF-8, as gzip when it is large. */
export function encodeJsonMessage(message: unknown): Uint8Array {
  const plain = Buffer.from(JSON.stringify(message), 'utf8');
  return plain.length > PLAIN_LIMIT_BYTES ? gzipSync(plain, { level: 1 }) : plain;
}

/** @throws {Error} for what is neither JSON nor compressed JSON. */
export function decodeJsonMessage(data: Uint8Array): unknown {
  const plain =
    data[0] === GZIP_FIRST_BYTE ? gunzipSync(data, { maxOutputLength: UNFOLDED_LIMIT_BYTES }) : data;
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(plain));
}
