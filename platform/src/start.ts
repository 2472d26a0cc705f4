import { join } from 'node:path';
import { ConfigurationError, processEnvironment } from '@citywatt/service-runtime/environment';
import { readPlatformConfig } from './environment.ts';
import { startPlatform } from './platform.ts';

/** `npm start`: the whole platform on embedded stores; ends by Ctrl-C. With `--reload` (`npm run dev`) on each change. */
const root = join(import.meta.dirname, '../..');
const say = (line: string) => console.log(line);

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (stopping.signal.aborted) return;
    say('stopping ...');
    stopping.abort();
  });
}

try {
  const environment = processEnvironment();
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
