import { runService } from '@citywatt/service-runtime/main';
import { readConfig, withArguments } from './environment.ts';
import { start } from './start.ts';

await runService({
  name: 'gateway',
  start: (environment, logger) =>
    start(readConfig(withArguments(environment, process.argv.slice(2))), logger),
});
