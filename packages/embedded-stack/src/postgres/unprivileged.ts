import { execFile } from 'node:child_process';
import { chownSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Logger } from '@citywatt/service-runtime/logger';

const run = promisify(execFile);
/** `nobody` on every Linux. */
const NOBODY = 65_534;

/** How to start PostgreSQL's programs, which refuse to run as root. */
export interface RunAs {
  /** Put before the program and its arguments. */
  readonly prefix: readonly string[];
  readonly user?: { readonly uid: number; readonly gid: number };
}

/**
 * An ordinary user needs nothing special. For root, a user namespace in which root is `nobody`: the server sees an
 * ordinary user, the files stay ours and no user is made. Where namespaces are forbidden, the real `nobody` runs it
 * and is given the folder, which is said.
 */
export async function chooseRunAs(folder: string, logger: Logger): Promise<RunAs> {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const unshare = ['unshare', '--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, '--'];
  try {
    await run(unshare[0] as string, [...unshare.slice(1), 'true'], { timeout: 5_000 });
    return { prefix: unshare };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    logger.warn(
      { reason, folder },
      'no user namespaces here: PostgreSQL runs as nobody, who is given its folder',
    );
    chownSync(folder, NOBODY, NOBODY);
    return { prefix: [], user: { uid: NOBODY, gid: NOBODY } };
  }
}
