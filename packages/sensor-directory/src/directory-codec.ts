import { gunzipSync, gzipSync } from 'node:zlib';
import type { DistrictDirectory } from './directory.ts';
import { DirectoryFormatError, packDirectory, unpackDirectory } from './directory-schema.ts';

/** Above this a directory is compressed: the server's largest message is 1 MiB, and names compress tenfold. */
const PLAIN_LIMIT_BYTES = 131_072;
const GZIP_FIRST_BYTE = 0x1f;
/** What a compressed value may unfold to; a value is made by registry, but a bucket can be written by hand. */
const UNFOLDED_LIMIT_BYTES = 268_435_456;

export function encodeDirectory(directory: DistrictDirectory): Uint8Array {
  const plain = Buffer.from(JSON.stringify(packDirectory(directory)), 'utf8');
  return plain.length > PLAIN_LIMIT_BYTES ? gzipSync(plain, { level: 1 }) : plain;
}

/** @throws {DirectoryFormatError} */
export function decodeDirectory(data: Uint8Array): DistrictDirectory {
  let parsed: unknown;
  try {
    const plain =
      data[0] === GZIP_FIRST_BYTE ? gunzipSync(data, { maxOutputLength: UNFOLDED_LIMIT_BYTES }) : data;
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(plain));
  } catch (cause) {
    throw new DirectoryFormatError('not JSON', { cause });
  }
  return unpackDirectory(parsed);
}
