import { readConfig } from '@citywatt/district-processor/environment';
import { start } from '@citywatt/district-processor/start';
import { runServices } from '@citywatt/service-runtime/main';

await runServices('processors', [
  { name: 'district-processor', start: (environment, logger) => start(readConfig(environment), logger) },
]);
