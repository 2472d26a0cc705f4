import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface SubgraphSource {
  readonly name: string;
  readonly folder: string;
  readonly sdl: string;
}

/** Every folder of `subgraphs/` with a `schema.graphql`, by name: a seventh subgraph is found, not listed. */
export async function findSubgraphs(root: string): Promise<readonly SubgraphSource[]> {
  const entries = await readdir(join(root, 'subgraphs'), { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted();
  const found = await Promise.all(
    names.map(async (name) => {
      const folder = join('subgraphs', name);
      const sdl = await readSchema(join(root, folder, 'schema.graphql'));
      return sdl === undefined ? [] : [{ name, folder, sdl }];
    }),
  );
  return found.flat();
}

async function readSchema(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
