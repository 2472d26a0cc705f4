import { join } from 'node:path';
import {
  ConfigurationError,
  processEnvironment,
  readProcessConfig,
} from '@citywatt/service-runtime/environment';
import { readPlatformConfig } from './environment.ts';
import { startPlatform } from './platform.ts';

/**
 * `npm start`: the whole platform on embedded stores; ends by Ctrl-C and, under a supervisor, when its pipe closes. With
 * `--reload` (`npm run dev`) on each change.
 */
const root = join(import.meta.dirname, '../..');
const say = (line: string) => console.log(line);

const stopping = new AbortController();
const stop = () => {
  if (stopping.signal.aborted) return;
  say('stopping ...');
  stopping.abort();
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);

try {
  const environment = processEnvironment();
  if (readProcessConfig(environment).supervised) {
    for (const end of ['end', 'error'] as const) process.stdin.on(end, stop);
    process.stdin.resume();
  }
  const platform = await startPlatform({
    root,
    config: readPlatformConfig(environment, root),
    environment,
    reload: process.argv.includes('--reload'),
    signal: stopping.signal,
    say,
  });
  await platform.ended;
  say('stopped');
} catch (error) {
  // What an operator can mend is said in words; anything else is a fault of ours and shows where.
  const expected = error instanceof ConfigurationError || (error instanceof Error && 'code' in error);
  console.error(expected ? `citywatt: ${(error as Error).message}` : error);
  process.exitCode = 1;
}
// Handles of half-started parts must not keep a stopped platform alive.
process.exit();
