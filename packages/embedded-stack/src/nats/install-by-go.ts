import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { processEnvironment } from '@citywatt/service-runtime/environment';
import { NATS_SERVER_VERSION } from './version.ts';

const run = promisify(execFile);
const MODULE = `github.com/nats-io/nats-server/v2@v${NATS_SERVER_VERSION}`;
const CONNECT_LIMIT_MS = 10_000;
const BUILD_LIMIT_MS = 600_000;

/** Builds the server from its source; Go checks the sources against its checksum database. About 45 s cold. */
export async function installByGo(folder: string): Promise<string> {
  const found = await run('go', ['version']).catch(() => undefined);
  if (!found) throw new Error('Go is not installed');
  // A module proxy that does not answer would hold `go install` for minutes.
  await run('go', ['list', '-m', MODULE], { timeout: CONNECT_LIMIT_MS, cwd: folder }).catch((error) => {
    throw new Error(
      error.killed ? 'the Go module proxy did not answer in 10 s' : String(error.stderr ?? error.message),
    );
  });
  await run('go', ['install', MODULE], {
    timeout: BUILD_LIMIT_MS,
    cwd: folder,
    env: { ...processEnvironment(), GOBIN: folder, GOFLAGS: '-trimpath', CGO_ENABLED: '0' },
  });
  return join(folder, 'nats-server');
}
