import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** Documents that may run without the scope `explore`, by the hex SHA-256 of their text. */
export type PersistedDocuments = ReadonlyMap<string, string>;

const fileShape = z.record(z.string(), z.string());

/** Reads a manifest `{ "sha256:<hex>": "<document>" }`; a file that is not there holds none. */
export async function readPersistedDocuments(path: string | undefined): Promise<PersistedDocuments> {
  if (path === undefined) return new Map();
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Map();
    throw error;
  }
  return new Map(
    Object.entries(fileShape.parse(JSON.parse(text))).map(([hash, document]) => [bareHash(hash), document]),
  );
}

/** Clients send the hash with or without the name of its algorithm. */
export function bareHash(hash: string): string {
  return hash.replace(/^sha256:/, '');
}
