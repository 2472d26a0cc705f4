import { Agent } from 'node:http';
import { defineConfig } from '@graphql-hive/gateway';
import { unifiedGraphHandler } from '@graphql-hive/router-runtime';

const agent = new Agent({ keepAlive: true, maxSockets: 32 });

export const gatewayConfig = defineConfig({
  unifiedGraphHandler,
  customAgent: () => agent,
  transportEntries: { '*.http': { options: { subscriptions: { kind: 'ws' } } } },
  logging: 'error',
  graphiql: false,
  landingPage: false,
});
