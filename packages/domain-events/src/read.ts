import { z } from 'zod';
import { type DomainEvent, domainEventSchema } from './event.ts';

const eventsSchema = z.array(domainEventSchema);

/** The events of one message of EVENTS. @throws {Error} for what is none. */
export const domainEventsOf = (data: Uint8Array): readonly DomainEvent[] =>
  eventsSchema.parse(JSON.parse(new TextDecoder().decode(data)));
