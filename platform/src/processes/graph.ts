import * as consumptionEnvironment from '@citywatt/consumption-subgraph/environment';
import * as consumption from '@citywatt/consumption-subgraph/start';
import * as gatewayEnvironment from '@citywatt/gateway/environment';
import * as gateway from '@citywatt/gateway/start';
import * as registryEnvironment from '@citywatt/registry-subgraph/environment';
import * as registry from '@citywatt/registry-subgraph/start';
import { runServices } from '@citywatt/service-runtime/main';

await runServices('graph', [
  {
    name: 'registry',
    start: (environment, logger) => registry.start(registryEnvironment.readConfig(environment), logger),
  },
  {
    name: 'consumption',
    start: (environment, logger) => consumption.start(consumptionEnvironment.readConfig(environment), logger),
  },
  {
    name: 'gateway',
    start: (environment, logger) => gateway.start(gatewayEnvironment.readConfig(environment), logger),
  },
]);
