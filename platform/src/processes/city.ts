import { readConfig } from '@citywatt/city-simulator/environment';
import { start } from '@citywatt/city-simulator/start';
import { runServices } from '@citywatt/service-runtime/main';

await runServices('city', [
  { name: 'city-simulator', start: (environment, logger) => start(readConfig(environment), logger) },
]);
