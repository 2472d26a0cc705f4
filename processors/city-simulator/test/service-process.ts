import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { processEnvironment } from '@citywatt/service-runtime/environment';

const root = new URL('../../../', import.meta.url);

/** A service of ours as the process that it is in production. */
export interface ServiceProcess {
  output(): string;
  /** The exit code, null after a signal; its output is complete by then. */
  readonly exited: Promise<number | null>;
  stop(): Promise<void>;
}

export function startService(
  main: string,
  environment: Readonly<Record<string, string>>,
  words: readonly string[] = [],
): ServiceProcess {
  const child: ChildProcess = spawn(process.execPath, [main, ...words], {
    cwd: root,
    // It ends with the test run, however that ends.
    env: { ...processEnvironment(), CITYWATT_SUPERVISED: 'on', ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin?.on('error', () => {});
  let printed = '';
  for (const stream of [child.stdout!, child.stderr!]) {
    createInterface({ input: stream }).on('line', (line) => {
      printed += `${line}\n`;
    });
  }
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    output: () => printed,
    exited,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await exited;
    },
  };
}
