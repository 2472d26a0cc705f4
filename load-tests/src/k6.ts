import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { wholeEnvironment } from './environment.ts';

const root = join(import.meta.dirname, '..');

export class UnknownLoad extends Error {
  readonly code = 'UNKNOWN_LOAD';
}

export interface LoadTarget {
  readonly doorUrl: string;
  readonly graphqlUrl: string;
  readonly key: string;
}

/**
 * Runs a scenario with a profile's rates and thresholds against a platform on this machine; resolves to k6's exit code,
 * which is not 0 when a threshold is crossed.
 * @throws {UnknownLoad} naming what there is.
 */
export async function runK6(
  program: string,
  scenario: string,
  profile: string,
  target: LoadTarget,
): Promise<number> {
  const script = join(root, 'scenarios', `${scenario}.ts`);
  if (!existsSync(script))
    throw new UnknownLoad(`no scenario "${scenario}"; there are: ${await namesIn('scenarios')}`);
  if (!existsSync(join(root, 'profiles', `${profile}.json`))) {
    throw new UnknownLoad(`no profile "${profile}"; there are: ${await namesIn('profiles')}`);
  }
  return await new Promise((resolve, reject) => {
    const child = spawn(program, ['run', '--quiet', '--no-usage-report', script], {
      stdio: 'inherit',
      env: {
        ...wholeEnvironment,
        PROFILE: profile,
        CITYWATT_DOOR_URL: target.doorUrl,
        CITYWATT_GRAPHQL_URL: target.graphqlUrl,
        CITYWATT_KEY: target.key,
      },
    });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

async function namesIn(folder: string): Promise<string> {
  const files = await readdir(join(root, folder));
  return files.map((file) => file.replace(/\.\w+$/, '')).join(', ');
}
