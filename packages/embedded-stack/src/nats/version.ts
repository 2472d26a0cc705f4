import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The oldest server that the streams' settings are tested with. */
export const OLDEST_NATS_SERVER = '2.15.0';
/** What is fetched where none is found. */
export const NATS_SERVER_VERSION = '2.15.2';

const run = promisify(execFile);

/** `2.15.2` of `nats-server: v2.15.2`, or undefined where the text is something else's. */
export function parseNatsVersion(text: string): string | undefined {
  return /nats-server: v(\d+\.\d+\.\d+)/.exec(text)?.[1];
}

export function isNewEnough(version: string, oldest = OLDEST_NATS_SERVER): boolean {
  const found = version.split('.').map(Number);
  const wanted = oldest.split('.').map(Number);
  for (let part = 0; part < 3; part++) {
    const difference = (found[part] ?? 0) - (wanted[part] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** Runs the program with `--version`. @throws where it is no nats-server or an older one, in one line. */
export async function checkNatsServer(program: string): Promise<string> {
  const { stdout } = await run(program, ['--version'], { timeout: 10_000 });
  const version = parseNatsVersion(stdout);
  if (!version) throw new Error(`${program} is not a nats-server`);
  if (!isNewEnough(version)) throw new Error(`${program} is ${version}, older than ${OLDEST_NATS_SERVER}`);
  return version;
}
