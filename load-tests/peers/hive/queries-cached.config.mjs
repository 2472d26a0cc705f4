import { defineConfig } from '@graphql-hive/gateway';
import { gatewayConfig as uncached } from './queries.config.mjs';

/** It hears of no changes: what may be a second out of date is made anew each second. */
const MOST_AGE_MS = 1_000;

export const gatewayConfig = defineConfig({
  ...uncached,
  // The two do not go together: with it nothing is kept.
  inboundInflightRequestDeduplication: false,
  responseCaching: { session: () => null, ttl: MOST_AGE_MS },
});
