import { readConfig } from '@citywatt/door-http/environment';
import { start } from '@citywatt/door-http/start';
import { runServices } from '@citywatt/service-runtime/main';

await runServices('doors', [
  { name: 'door-http', start: (environment, logger) => start(readConfig(environment), logger) },
]);
