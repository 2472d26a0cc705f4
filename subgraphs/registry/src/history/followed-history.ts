import type { TenantId } from '@citywatt/reading-stream/identity';
import { type HistoryFill, watchHistoryFills } from '@citywatt/sensor-directory/history-fill';
import type { Logger } from '@citywatt/service-runtime/logger';
import type { NatsConnection } from '@nats-io/nats-core';

export interface FollowedHistory {
  fillOf(tenant: TenantId, city: string): HistoryFill | undefined;
  stop(): void;
}

/** The state of every city's history fill, in memory: pages ask for it every few seconds. */
export function followHistory(connection: NatsConnection, logger: Logger): FollowedHistory {
  const fills = new Map<string, HistoryFill>();
  const following = watchHistoryFills(
    connection,
    (fill) => fills.set(`${fill.tenant}/${fill.city}`, fill),
    (err) => logger.warn({ err }, 'the history fills cannot be followed; trying again'),
  );
  return {
    fillOf: (tenant, city) => fills.get(`${tenant}/${city}`),
    stop: () => following.stop(),
  };
}
