import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { processEnvironment } from '@citywatt/service-runtime/environment';
import { freePorts, isFree } from './free-port.ts';

const root = join(import.meta.dirname, '../../..');
const bootstrap = join(root, 'platform/bootstrap.mjs');

/** The default ports, which an offset moves together. */
const DEFAULT_PORTS = [
  4_000, 4_010, 4_101, 4_102, 9_400, 9_401, 9_402, 9_403, 9_404, 9_405, 14_222, 15_432, 18_123,
];
const START_DEADLINE_MS = 180_000;
const STOP_DEADLINE_MS = 60_000;

export interface TestPlatformOptions {
  /** With the living city in it. */
  readonly city?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  /** Otherwise a temporary one. */
  readonly dataFolder?: string;
}

export interface TestPlatform {
  readonly dashboardUrl: string;
  readonly graphqlUrl: string;
  readonly doorUrl: string;
  readonly dataFolder: string;
  /** Milliseconds from the command to its ready line. */
  readonly readyMs: number;
  /** The environment in which tools find this platform. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** All that it has printed. */
  output(): string;
  /** What `run.json` says of a process now: its id, or undefined while it does not run. */
  pidOf(name: string): number | undefined;
  /** Addresses and passwords of the stores, as `run.json` says. */
  storeVariables(): Readonly<Record<string, string>>;
  /** Ends a process by SIGKILL and resolves when the supervisor has another one running. */
  killAndAwaitRestart(name: string): Promise<void>;
  /** `npm run key`. */
  mintKey(scopes?: string): Promise<string>;
  /** Ends it as Ctrl-C does; throws when something is left running. */
  stop(options?: { readonly keepData: boolean }): Promise<void>;
}

/** A platform did not come up; the message ends with what it printed. */
export class PlatformStartError extends Error {
  readonly code = 'PLATFORM_START';
}

/** `npm start` on free ports with data of its own, as a stranger would start it. */
export async function startTestPlatform(options: TestPlatformOptions = {}): Promise<TestPlatform> {
  const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'citywatt-platform-'));
  const environment = {
    ...processEnvironment(),
    CITYWATT_DATA: dataFolder,
    CITYWATT_PORT_OFFSET: String(await freeOffset()),
    CITYWATT_CITY: options.city ? 'on' : 'off',
    ...options.environment,
  };
  const startedAt = performance.now();
  const child = spawn(process.execPath, [bootstrap, 'start'], {
    cwd: root,
    // It ends with the test run, however that ends.
    env: { ...environment, CITYWATT_SUPERVISED: 'on' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => {});
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      printed += `${line}\n`;
    });
  }
  await until(START_DEADLINE_MS, () => {
    if (child.exitCode !== null || /not ready after/.test(printed)) throw new PlatformStartError(printed);
    return /^ready in /m.test(printed) && /Ctrl-C stops it/.test(printed);
  });
  const readyMs = performance.now() - startedAt;
  const readRun = () => JSON.parse(readFileSync(join(dataFolder, 'run.json'), 'utf8')) as RunJson;
  const { urls } = readRun();
  const pidOf = (name: string) => readRun().processes.find((entry) => entry.name === name)?.pid;

  return {
    dashboardUrl: urls['dashboard']!,
    graphqlUrl: urls['graphql']!,
    doorUrl: urls['door']!,
    dataFolder,
    readyMs,
    environment,
    output: () => printed,
    pidOf,
    storeVariables: () => readRun().environment,
    async killAndAwaitRestart(name) {
      const pid = pidOf(name);
      if (pid === undefined) throw new PlatformStartError(`${name} does not run`);
      process.kill(pid, 'SIGKILL');
      await until(STOP_DEADLINE_MS, () => {
        const now = pidOf(name);
        return now !== undefined && now !== pid;
      });
    },
    async mintKey(scopes) {
      const args = [bootstrap, 'key', ...(scopes === undefined ? [] : ['--scopes', scopes])];
      const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, env: environment });
      return stdout.trim().split('\n').at(-1)!;
    },
    async stop({ keepData } = { keepData: false }) {
      const pids = readRun().processes.map((entry) => entry.pid);
      await end(child);
      const left = pids.filter(lives);
      for (const pid of left) process.kill(pid, 'SIGKILL');
      if (!keepData) rmSync(dataFolder, { recursive: true, force: true });
      if (left.length > 0)
        throw new PlatformStartError(`left running after it stopped: ${left.join(', ')}\n${printed}`);
    },
  };
}

interface RunJson {
  readonly urls: Readonly<Record<string, string>>;
  readonly processes: readonly { readonly name: string; readonly pid: number }[];
  readonly environment: Readonly<Record<string, string>>;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await until(STOP_DEADLINE_MS, () => child.exitCode !== null || child.signalCode !== null);
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Polls until the condition holds. @throws {PlatformStartError} after the deadline. */
async function until(deadlineMs: number, condition: () => boolean): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  while (!condition()) {
    if (performance.now() > deadline)
      throw new PlatformStartError(`not so after ${deadlineMs / 1_000} s: ${condition}`);
    await delay(50);
  }
}

/** An offset at which every default port is free. */
async function freeOffset(): Promise<number> {
  for (;;) {
    const [seed] = await freePorts(1);
    const offset = 200 + (seed! % 20_000);
    const free = await Promise.all(DEFAULT_PORTS.map((port) => isFree(port + offset)));
    if (free.every(Boolean)) return offset;
  }
}
