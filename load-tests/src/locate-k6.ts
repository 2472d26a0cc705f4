import { execFile } from 'node:child_process';
import { accessSync, constants, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { k6Variable, searchPath, wholeEnvironment, xdgCacheHome } from './environment.ts';

const run = promisify(execFile);
const VERSION = '1.8.1';
const MODULE = `go.k6.io/k6@v${VERSION}`;
const CONNECT_LIMIT_MS = 10_000;
const BUILD_LIMIT_MS = 900_000;

/** There is no k6 here; the message says what was tried and what would bring one. */
export class K6Missing extends Error {
  readonly code = 'K6_MISSING';
}

/** `CITYWATT_K6`, PATH, our cache, or built by Go (about 90 s, once a machine). @throws {K6Missing} */
export async function locateK6(say: (line: string) => void): Promise<string> {
  const cache = join(xdgCacheHome || join(homedir(), '.cache'), 'citywatt', `k6-${VERSION}`);
  const known = [
    k6Variable,
    ...searchPath.split(delimiter).map((folder) => join(folder, 'k6')),
    join(cache, 'k6'),
  ];
  const found = known.find((program) => program !== undefined && isExecutable(program));
  if (found) return found;
  try {
    mkdirSync(cache, { recursive: true });
    // A module proxy that does not answer would hold the build for minutes.
    await run('go', ['list', '-m', MODULE], { cwd: cache, timeout: CONNECT_LIMIT_MS });
    say(`building k6 ${VERSION} (about 90 s, once a machine) ...`);
    await run('go', ['install', MODULE], {
      cwd: cache,
      timeout: BUILD_LIMIT_MS,
      env: { ...wholeEnvironment, GOBIN: cache, GOFLAGS: '-trimpath' },
    });
    return join(cache, 'k6');
  } catch (cause) {
    throw new K6Missing(
      `no k6: none in CITYWATT_K6, PATH or ${cache}, and Go could not build it; "go install ${MODULE}" would`,
      { cause },
    );
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
