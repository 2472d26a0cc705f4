import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { processEnvironment } from '@citywatt/service-runtime/environment';

const root = new URL('../../../', import.meta.url);

/** A service of ours as the process that it is in production. */
export interface ServiceProcess {
  output(): string;
  stop(): Promise<void>;
}

export function startService(main: string, environment: Readonly<Record<string, string>>): ServiceProcess {
  const child: ChildProcess = spawn(process.execPath, [main], {
    cwd: root,
    env: { ...processEnvironment(), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout!, child.stderr!]) {
    createInterface({ input: stream }).on('line', (line) => {
      printed += `${line}\n`;
    });
  }
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    output: () => printed,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await exited;
    },
  };
}
