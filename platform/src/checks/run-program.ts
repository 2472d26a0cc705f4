import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { processEnvironment } from '@citywatt/service-runtime/environment';

export const root = join(import.meta.dirname, '../../..');

/** Runs a program of `node_modules/.bin` in the checkout, its output shown as it comes; resolves to its exit code. */
export function runProgram(
  command: readonly [program: string, ...args: string[]],
  environment: Readonly<Record<string, string>> = {},
): Promise<number> {
  const [program, ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      stdio: 'inherit',
      env: { ...processEnvironment(), TURBO_TELEMETRY_DISABLED: '1', ...environment },
    });
    child.on('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
