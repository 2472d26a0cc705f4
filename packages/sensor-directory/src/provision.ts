import { decodeJsonMessage, encodeJsonMessage } from '@citywatt/reading-stream/json-message';
import type { NatsConnection } from '@nats-io/nats-core';
import { z } from 'zod';
import type { CityClock, CustomerClass, Register } from './directory.ts';
import { customerClassSchema, registerSchema } from './directory-schema.ts';

/**
 * NATS request to registry; makes cities, districts and sensors that do not exist yet and leaves alone those that do.
 * Answered after the change is in the database, on the stream (control message) and in the KV.
 */
export const PROVISION_SUBJECT = 'registry.provision';

export interface ProvisionRequest {
  readonly tenant: string;
  readonly city: {
    readonly city: string;
    readonly name: string;
    readonly timeZone: string;
    readonly clock: CityClock;
    readonly countryCode?: string;
    readonly population?: number;
  };
  readonly districts: readonly {
    readonly district: string;
    readonly name: string;
    readonly population?: number;
    readonly areaKm2?: number;
    readonly boundary?: readonly (readonly [number, number])[];
    readonly sensors: readonly {
      readonly name: string;
      readonly registers: readonly Register[];
      readonly customerClass: CustomerClass;
      readonly deliveryPoints: number;
      readonly location?: { readonly latitude: number; readonly longitude: number };
    }[];
  }[];
}

export type ProvisionAnswer =
  | { readonly status: 'provisioned'; readonly revisions: Readonly<Record<string, number>> }
  | { readonly status: 'refused'; readonly reason: string };

const slug = z.string().regex(/^[a-z0-9-]{1,40}$/, 'a slug of 1 to 40 of a-z, 0-9 and "-"');
const boundarySchema = z.array(z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]));

/** For whoever serves the request. */
export const provisionRequestSchema = z.object({
  tenant: slug,
  city: z.object({
    city: slug,
    name: z.string().min(1),
    timeZone: z.string().min(1),
    clock: z.enum(['wall', 'data']),
    countryCode: z.string().length(2).exactOptional(),
    population: z.number().int().nonnegative().exactOptional(),
  }),
  districts: z.array(
    z.object({
      district: slug,
      name: z.string().min(1),
      population: z.number().int().nonnegative().exactOptional(),
      areaKm2: z.number().nonnegative().exactOptional(),
      boundary: boundarySchema.exactOptional(),
      sensors: z.array(
        z.object({
          name: z.string().min(1).max(200),
          registers: z.array(registerSchema).min(1),
          customerClass: customerClassSchema,
          deliveryPoints: z.number().int().nonnegative(),
          location: z
            .object({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) })
            .exactOptional(),
        }),
      ),
    }),
  ),
});

const provisionAnswerSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('provisioned'), revisions: z.record(z.string(), z.number().int()) }),
  z.object({ status: z.literal('refused'), reason: z.string() }),
]);

export const encodeProvision = (message: ProvisionRequest | ProvisionAnswer): Uint8Array =>
  encodeJsonMessage(message);
/** Not checked yet: `provisionRequestSchema` does, so that a fault can be answered in words. */
export const decodeProvision = (data: Uint8Array): unknown => decodeJsonMessage(data);

export class ProvisionUnansweredError extends Error {
  readonly code = 'PROVISION_UNANSWERED';
}

/**
 * Asks registry to make what does not exist yet; when it answers `provisioned`, the directory of each named district
 * (`revisions`, by `tenant/city/district`) is in the bucket, but perhaps not yet in a watcher's memory.
 * @throws {ProvisionUnansweredError} nobody served the request within `timeoutMs`.
 */
export async function requestProvision(
  connection: NatsConnection,
  request: ProvisionRequest,
  timeoutMs: number,
): Promise<ProvisionAnswer> {
  let data: Uint8Array;
  try {
    const answer = await connection.request(PROVISION_SUBJECT, encodeProvision(request), {
      timeout: timeoutMs,
    });
    data = answer.data;
  } catch (cause) {
    throw new ProvisionUnansweredError('registry did not answer the provision request', { cause });
  }
  return provisionAnswerSchema.parse(decodeProvision(data));
}
