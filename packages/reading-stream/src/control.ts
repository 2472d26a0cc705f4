import { z } from 'zod';
import { decodeJsonMessage, encodeJsonMessage } from './json-message.ts';

/**
 * Control messages go into the same partition stream as the readings, so that an actor's state is a pure
 * function of its message sequence. JSON, one object a message; a large one (a district of thousands of sensors) is gzip.
 */
const district = z.object({ tenant: z.string(), city: z.string(), district: z.string() });

export const controlMessageSchema = z.discriminatedUnion('type', [
  /** A district's slice of the directory changed; `directory` is the whole `DistrictDirectory`, lower revisions are ignored. */
  district.extend({
    type: z.literal('directory.changed'),
    revision: z.number().int(),
    directory: z.unknown(),
  }),
  /** A city with `clock: data` has no more data: all its windows close. Published to each partition of the city. */
  z.object({ type: z.literal('data.ended'), tenant: z.string(), city: z.string() }),
  /** Marks a range cold so that the repair path makes it anew from raw readings. Half-open, milliseconds since 1970 UTC. */
  district.extend({ type: z.literal('rebuild'), from: z.number(), to: z.number() }),
]);

export type ControlMessage = z.infer<typeof controlMessageSchema>;
export const encodeControl = (message: ControlMessage): Uint8Array => encodeJsonMessage(message);
export const decodeControl = (data: Uint8Array): ControlMessage =>
  controlMessageSchema.parse(decodeJsonMessage(data));
