import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';

export interface Child<Report> {
  readonly pid: number;
  /** It has said that it is about to begin. */
  readonly ready: Promise<void>;
  readonly report: Promise<Report>;
  /** It has ended by itself. */
  readonly ended: Promise<void>;
  /** Sends it a word. */
  tell(word: string): void;
  kill(): void;
}

/** Starts one of the programs beside this file with a task; it ends by itself, most when they have reported. */
export function startChild<Report>(program: string, task: object): Child<Report> {
  const child: ChildProcess = fork(join(import.meta.dirname, program), [JSON.stringify(task)]);
  const report = new Promise<Report>((resolve, reject) => {
    child.on('message', (message) => {
      if (message !== 'ready') resolve(message as Report);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${program} ended with ${code} before it had reported`)));
  });
  const ready = new Promise<void>((resolve) => child.once('message', () => resolve()));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    pid: child.pid ?? -1,
    ready,
    report,
    ended,
    tell: (word) => void child.send(word),
    kill: () => void child.kill('SIGKILL'),
  };
}
