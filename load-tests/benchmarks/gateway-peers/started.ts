import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { wholeEnvironment } from '../../src/environment.ts';

export interface StartedGateway {
  readonly pid: number;
  readonly port: number;
  kill(): Promise<void>;
}

export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder?: string;
}

export const root = join(import.meta.dirname, '../../..');

const START_LIMIT_MS = 90_000;
const POLL_MS = 25;

/** Starts a gateway as a process of its own; resolves when it answers a query. */
export async function startGateway(port: number, program: Program): Promise<StartedGateway> {
  const child = spawn(process.execPath, [program.file, ...program.args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...wholeEnvironment, NODE_ENV: 'production', ...program.environment },
    cwd: program.folder ?? root,
  });
  // Whoever ends the benchmark ends it too.
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
  await untilAnswers(child, `http://127.0.0.1:${port}/graphql`, program.file);
  return { pid: child.pid ?? -1, port, kill: () => killed(child) };
}

async function untilAnswers(child: ChildProcess, url: string, name: string): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS;
  const ask = () =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ __typename }"}',
    }).then(
      async (answer) => (await answer.text()) !== '',
      () => false,
    );
  while (!(await ask())) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`${name} did not start`);
    }
    await delay(POLL_MS);
  }
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** One of our own programs, which answers each request with one message. */
export interface Worker<Request, Answer> {
  readonly pid: number;
  ask(request: Request): Promise<Answer>;
  tell(request: Request): void;
  /** What it says without having been asked: `{ heard: ... }`. */
  onHeard(listener: (value: number) => void): void;
  kill(): Promise<void>;
}

interface Message<Answer> {
  readonly number?: number;
  readonly answer?: Answer;
  readonly error?: string;
  readonly heard?: number;
}

export function startWorker<Request, Answer>(
  file: string,
  args: readonly string[] = [],
): Worker<Request, Answer> {
  const child = fork(file, args);
  const waiting = new Map<number, PromiseWithResolvers<Answer>>();
  let asked = 0;
  let heard: (value: number) => void = () => {};
  child.on('message', (message: Message<Answer>) => {
    if (message.heard !== undefined) return heard(message.heard);
    const wait = waiting.get(message.number ?? -1);
    waiting.delete(message.number ?? -1);
    if (message.error === undefined) wait?.resolve(message.answer as Answer);
    else wait?.reject(new Error(message.error));
  });
  child.on('error', () => {});
  child.once('exit', (code, signal) => {
    for (const wait of waiting.values()) wait.reject(new Error(`${file} ended with ${code ?? signal}`));
    waiting.clear();
  });
  return {
    pid: child.pid ?? -1,
    ask(request) {
      const wait = Promise.withResolvers<Answer>();
      waiting.set(++asked, wait);
      child.send({ number: asked, request });
      return wait.promise;
    },
    tell: (request) => void child.send({ request }),
    onHeard(listener) {
      heard = listener;
    },
    kill: () => killed(child),
  };
}
