import {
  type Environment,
  portSchema,
  readEnvironment,
  urlSchema,
} from '@citywatt/service-runtime/environment';
import { z } from 'zod';

export interface DoorConfig {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly natsUrl: string;
  /** Above this an address is answered 429. */
  readonly requestsPerSecond: number;
  /** A JSON document is read as a whole before anything of it is taken. */
  readonly jsonMaxBytes: number;
  /** NDJSON and CSV are streamed; this is their length after decompression. */
  readonly streamedMaxBytes: number;
  readonly maximumAgeYears: number;
}

const wholePositive = z.coerce.number().int().positive();

const shape = z.object({
  CITYWATT_HOST: z.string().min(1).default('127.0.0.1'),
  CITYWATT_HTTP_DOOR_PORT: portSchema.default(4010),
  CITYWATT_NATS_URL: urlSchema,
  CITYWATT_HTTP_DOOR_REQUESTS_PER_SECOND: wholePositive.default(2_000),
  CITYWATT_HTTP_DOOR_JSON_MAX_BYTES: wholePositive.default(8_388_608),
  CITYWATT_HTTP_DOOR_STREAMED_MAX_BYTES: wholePositive.default(1_073_741_824),
  CITYWATT_HTTP_DOOR_MAXIMUM_AGE_YEARS: wholePositive.max(100).default(10),
});

/** @throws {ConfigurationError} naming every fault. */
export function readConfig(environment: Environment): DoorConfig {
  const values = readEnvironment(shape, environment);
  return {
    host: values.CITYWATT_HOST,
    port: values.CITYWATT_HTTP_DOOR_PORT,
    natsUrl: values.CITYWATT_NATS_URL,
    requestsPerSecond: values.CITYWATT_HTTP_DOOR_REQUESTS_PER_SECOND,
    jsonMaxBytes: values.CITYWATT_HTTP_DOOR_JSON_MAX_BYTES,
    streamedMaxBytes: values.CITYWATT_HTTP_DOOR_STREAMED_MAX_BYTES,
    maximumAgeYears: values.CITYWATT_HTTP_DOOR_MAXIMUM_AGE_YEARS,
  };
}
