import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Environment } from '@citywatt/service-runtime/environment';
import type { StartedProcess } from './kept-process.ts';

const root = join(import.meta.dirname, '../../..');
const STOP_DEADLINE_MS = 20_000;

export interface ServiceOptions {
  /** Its `main.ts`, from the checkout. */
  readonly main: string;
  readonly environment: Environment;
  readonly logFile: string;
}

/** Starts a service as its container would: its own `main.ts`, told everything by its environment. */
export async function startService(options: ServiceOptions): Promise<StartedProcess> {
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = openSync(options.logFile, 'a');
  // Supervised: it ends when this process ends, however that may be.
  const environment = { ...options.environment, CITYWATT_SUPERVISED: 'on' };
  const child = spawn(process.execPath, [join(root, options.main)], {
    stdio: ['pipe', log, log],
    env: environment,
  });
  closeSync(log);
  child.stdin?.on('error', () => {});
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ? `ended by ${signal}` : `ended with code ${code}`));
  });
  if (child.pid === undefined) throw new Error(`${options.main} could not be started: ${await exited}`);
  return {
    pid: child.pid,
    exited,
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
      await exited;
      clearTimeout(timer);
    },
  };
}
