import { doorMetrics } from './door-metrics.ts';
import type { DoorConfig } from './environment.ts';
import type { StreamLink } from './stream-link.ts';
import type { TakingParts } from './taking.ts';

const YEAR_MS = 31_557_600_000;

export const takingPartsOf = (
  link: StreamLink,
  config: Pick<DoorConfig, 'maximumAgeYears'>,
): TakingParts => ({
  commit: link.commit,
  rejected: link.rejected,
  points: link.points,
  circumstances: (tenant) => ({
    tenant,
    directory: link.directory,
    lastTick: link.ticks.last,
    maximumAgeMs: config.maximumAgeYears * YEAR_MS,
  }),
  wallTime: () => Date.now(),
  onRejected: doorMetrics.rejected,
});
