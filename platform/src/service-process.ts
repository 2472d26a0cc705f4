import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ProcessLog } from './process-log.ts';
import type { Child } from './supervisor.ts';

const STOP_DEADLINE_MS = 10_000;

export interface ServiceProcessOptions {
  readonly name: string;
  readonly entry: URL;
  readonly environment: Record<string, string | undefined>;
  readonly log: ProcessLog;
}

/**
 * Starts one of our processes in a process group of its own, so that a terminal's Ctrl-C reaches only the supervisor.
 * Its stdin is a pipe that is never written to: when it closes, however the supervisor ended, the child ends.
 */
export async function startServiceProcess(options: ServiceProcessOptions): Promise<Child> {
  const child = spawn(process.execPath, [fileURLToPath(options.entry)], {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...options.environment, CITYWATT_SUPERVISED: 'on' },
  });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => options.log.line(line));
  }
  // The pipe of a child that was killed breaks; its end is told by `exit`.
  child.stdin.on('error', () => {});
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ? `ended by ${signal}` : `ended with code ${code}`));
  });
  if (child.pid === undefined) throw new Error(`${options.name} could not be started: ${await exited}`);
  return { pid: child.pid, exited, stop: () => stopChild(child, exited) };
}

async function stopChild(child: ChildProcess, exited: Promise<string>): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
  await exited;
  clearTimeout(timer);
}
