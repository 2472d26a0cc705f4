import { type ChildProcess, spawn } from 'node:child_process';
import { endWithParent } from './end-with-parent.ts';
import { openRotatingLog } from './rotating-log.ts';

/** A store that runs as a child process of ours and speaks its own wire protocol. */
export interface StoreProcess {
  readonly name: string;
  /** How clients reach it, user and password included where the protocol has them in its URL. */
  readonly url: string;
  readonly pid: number;
  /** Resolves, never rejects, when the process is gone: how it ended, in words. */
  readonly exited: Promise<string>;
  /** Ends it in good order, by force after a deadline. Safe to call twice. */
  stop(): Promise<void>;
}

/** A store did not come up; the message ends with what it said last. */
export class StoreStartError extends Error {
  readonly code = 'STORE_START';
}

export interface SpawnOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Record<string, string | undefined>;
  readonly logFile: string;
  readonly stopSignal: NodeJS.Signals;
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
}

export interface SpawnedStore {
  readonly pid: number;
  readonly exited: Promise<string>;
  readonly lastWords: () => string;
  readonly stop: () => Promise<void>;
}

const LOG_BYTES = 5_000_000;
const STOP_DEADLINE_MS = 15_000;

/**
 * Starts the program in a process group of its own, so that a terminal's Ctrl-C does not reach it before its clients end. It
 * ends with this process at the latest, however that ends.
 */
export function spawnStore(options: SpawnOptions): SpawnedStore {
  const child = spawn(options.command, options.args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: options.environment,
    ...(options.user ?? {}),
  });
  const log = openRotatingLog(options.logFile, LOG_BYTES);
  let words = '';
  const keep = (chunk: Buffer) => {
    log.write(chunk);
    words = (words + chunk.toString('utf8')).slice(-2_000);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const unwatch = child.pid === undefined ? () => {} : endWithParent(child.pid, options.stopSignal);
  const exited = exitOf(child).finally(() => {
    unwatch();
    log.close();
  });
  return {
    pid: child.pid ?? -1,
    exited,
    lastWords: () => words.trim().split('\n').slice(-6).join('\n'),
    stop: () => stopChild(child, exited, options.stopSignal),
  };
}

function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ? `ended by ${signal}` : `ended with code ${code}`));
  });
}

async function stopChild(
  child: ChildProcess,
  exited: Promise<string>,
  signal: NodeJS.Signals,
): Promise<void> {
  child.kill(signal);
  const timer = setTimeout(() => killGroup(child), STOP_DEADLINE_MS);
  try {
    await exited;
  } finally {
    clearTimeout(timer);
  }
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

/**
 * Polls until `probe` succeeds.
 * @throws {StoreStartError} when the process ends first or the deadline passes.
 */
export async function untilReady(
  store: SpawnedStore,
  options: { readonly name: string; readonly deadlineMs: number; readonly probe: () => Promise<void> },
): Promise<void> {
  const deadline = Date.now() + options.deadlineMs;
  let ended: string | undefined;
  void store.exited.then((how) => {
    ended = how;
  });
  for (;;) {
    try {
      await options.probe();
      return;
    } catch (error) {
      if (ended !== undefined) {
        throw new StoreStartError(`${options.name} ${ended}: ${store.lastWords()}`, { cause: error });
      }
      if (Date.now() > deadline) {
        await store.stop();
        throw new StoreStartError(`${options.name} did not answer in time: ${store.lastWords()}`, {
          cause: error,
        });
      }
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}
