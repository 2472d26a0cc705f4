import { z } from 'zod';

/** A message or row that could not be taken, as `DEADLETTER` holds it: JSON without a `format`. */
export const refusedMessageSchema = z.object({
  reason: z.string(),
  /** Empty when the message could not be read. */
  tenant: z.string(),
  city: z.string(),
  district: z.string(),
  /** Of the message in READINGS. */
  sequence: z.number().int(),
  /** Of the message in READINGS, and how long it was; absent of a row. */
  subject: z.string().exactOptional(),
  bytes: z.number().int().exactOptional(),
  /** `base64` is the message as it was, unless it was too long to be kept. */
  detail: z.record(z.string(), z.unknown()),
});

export type RefusedMessage = z.infer<typeof refusedMessageSchema>;

/** Undefined for what is a list of held readings. */
export function decodeRefusedMessage(data: Uint8Array): RefusedMessage | undefined {
  const json: unknown = JSON.parse(new TextDecoder().decode(data));
  return typeof json === 'object' && json !== null && 'format' in json
    ? undefined
    : refusedMessageSchema.parse(json);
}

/** The message as it came, when it can be published again. */
export function refusedOriginal({ subject, detail: { base64 } }: RefusedMessage) {
  return subject !== undefined && typeof base64 === 'string'
    ? { subject, data: new Uint8Array(Buffer.from(base64, 'base64')) }
    : undefined;
}
