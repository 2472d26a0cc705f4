import { z } from 'zod';

const area = { tenant: z.string(), city: z.string(), district: z.string() };
const common = {
  /** Deterministic: the same cause gives the same id, so consumers are idempotent by it. */
  id: z.string(),
  /** ms since 1970 UTC, the actor's now. */
  eventTime: z.number(),
  version: z.string(),
  ...area,
};

/** What happened in a district, or (with an empty district) in a city. */
export const domainEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('load.bandChanged'),
    ...common,
    from: z.string(),
    to: z.string(),
    liveLoadWatts: z.number(),
  }),
  z.object({ type: z.literal('feed.changed'), ...common, from: z.string(), to: z.string() }),
  z.object({
    type: z.literal('window.closed'),
    ...common,
    resolution: z.string(),
    windowStart: z.number(),
    energyMilliwattHours: z.number(),
  }),
  z.object({ type: z.literal('window.revised'), ...common, resolution: z.string(), windowStart: z.number() }),
]);

export type DomainEvent = z.infer<typeof domainEventSchema>;
