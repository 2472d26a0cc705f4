import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Program, root } from './started.ts';

const folder = join(root, 'load-tests/peers/hive');
const binary = join(folder, 'node_modules/@graphql-hive/gateway/dist/bin.js');
const INSTALL_LIMIT_MS = 600_000;

/** Installs Hive Gateway where it is missing; undefined when it is there, else why it is not. */
export async function installHive(say: (line: string) => void): Promise<string | undefined> {
  if (existsSync(binary)) return undefined;
  say('installing Hive Gateway (once, about 500 MB) ...');
  try {
    await promisify(execFile)('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: folder,
      timeout: INSTALL_LIMIT_MS,
    });
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n').at(-2) ?? error.message) : String(error);
  }
}

export const hive = (config: string, supergraph: string, port: number): Program => ({
  file: binary,
  args: [
    'supergraph',
    supergraph,
    '--config-path',
    join(folder, config),
    '--port',
    String(port),
    '--host',
    '127.0.0.1',
  ],
  folder,
});
