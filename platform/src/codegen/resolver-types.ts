import { glob, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { generate } from '@graphql-codegen/cli';
import { SCALARS } from './scalars.ts';
import type { SubgraphSource } from './subgraph-sources.ts';

/** Where `subgraph-server` exports the context that resolvers get. */
const CONTEXT_TYPE = '@citywatt/subgraph-server/context#SubgraphContext';

/**
 * Writes `src/generated/resolver-types.generated.ts` of every subgraph. A type of the SDL whose resolvers get another
 * shape than the SDL says takes it from an exported `<Type>Mapper` in any `mappers.ts` or `*.mappers.ts` below `src`.
 */
export async function writeResolverTypes(root: string, subgraphs: readonly SubgraphSource[]): Promise<void> {
  for (const subgraph of subgraphs) {
    const output = join(subgraph.folder, 'src/generated/resolver-types.generated.ts');
    const files = await generate(
      {
        schema: join(subgraph.folder, 'schema.graphql'),
        silent: true,
        generates: {
          [output]: {
            plugins: ['typescript', 'typescript-resolvers'],
            config: {
              federation: true,
              useTypeImports: true,
              importExtension: '.ts',
              enumsAsTypes: true,
              strictScalars: true,
              scalars: SCALARS,
              contextType: CONTEXT_TYPE,
              inputMaybeValue: 'T | null | undefined',
              mappers: await findMappers(root, subgraph, dirname(output)),
            },
          },
        },
      },
      false,
    );
    for (const file of files as readonly { filename: string; content: string }[]) {
      await mkdirAndWrite(join(root, file.filename), file.content);
    }
  }
}

async function findMappers(
  root: string,
  subgraph: SubgraphSource,
  from: string,
): Promise<Record<string, string>> {
  const mappers: [string, string][] = [];
  const paths = await Array.fromAsync(
    glob(['src/**/mappers.ts', 'src/**/*.mappers.ts'], { cwd: join(root, subgraph.folder) }),
  );
  for (const path of paths.toSorted()) {
    const source = await readFile(join(root, subgraph.folder, path), 'utf8');
    for (const [, name] of source.matchAll(/^export (?:interface|type) (\w+)Mapper\b/gm)) {
      mappers.push([name!, `${relative(from, join(subgraph.folder, path))}#${name}Mapper`]);
    }
  }
  return Object.fromEntries(mappers.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

async function mkdirAndWrite(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}
