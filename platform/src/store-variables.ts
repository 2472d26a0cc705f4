import type { PreparedStack } from '@citywatt/embedded-stack/stack';

/** By these our processes find the stores, and tools that work on this platform take them over. */
export function storeVariables(stack: PreparedStack): Record<string, string> {
  const { natsUrl, clickhouse, postgresUrl } = stack.addresses;
  return {
    CITYWATT_NATS_URL: natsUrl,
    CITYWATT_CLICKHOUSE_URL: clickhouse.url,
    CITYWATT_CLICKHOUSE_USER: clickhouse.user,
    CITYWATT_CLICKHOUSE_PASSWORD: clickhouse.password,
    CITYWATT_POSTGRES_URL: postgresUrl,
  };
}
