import { runService } from '@citywatt/service-runtime/main';
import { readConfig } from './environment.ts';
import { start } from './start.ts';

await runService({
  name: 'consumption',
  start: (environment, logger) => start(readConfig(environment), logger),
});
