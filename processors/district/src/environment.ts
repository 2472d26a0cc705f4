import { hostname } from 'node:os';
import { type Environment, readEnvironment, urlSchema } from '@citywatt/service-runtime/environment';
import { z } from 'zod';

export interface DistrictConfig {
  readonly natsUrl: string;
  readonly clickhouse: {
    readonly url: string;
    readonly user: string;
    readonly password: string;
    readonly database: string;
  };
  readonly rawRetentionDays: number;
  readonly quarterHourRetentionDays: number;
  readonly readingsMaxBytes: number;
  /** As operators know this worker. */
  readonly workerName: string;
}

const shape = z.object({
  CITYWATT_NATS_URL: urlSchema,
  CITYWATT_CLICKHOUSE_URL: urlSchema,
  CITYWATT_CLICKHOUSE_USER: z.string().min(1),
  CITYWATT_CLICKHOUSE_PASSWORD: z.string(),
  CITYWATT_CLICKHOUSE_DATABASE: z.string().min(1).default('citywatt'),
  CITYWATT_RAW_RETENTION_DAYS: z.coerce.number().int().min(2).default(90),
  CITYWATT_QUARTER_HOUR_RETENTION_DAYS: z.coerce.number().int().min(7).default(1_096),
  CITYWATT_WORKER_NAME: z
    .string()
    .regex(/^[\w-]+$/, 'letters, digits, _ and - only')
    .default(() => hostname().replaceAll(/[^\w-]/g, '-')),
  CITYWATT_READINGS_MAX_BYTES: z.coerce.number().int().min(1_000_000).default(10_737_418_240),
});

/** @throws {ConfigurationError} naming every fault. */
export function readConfig(environment: Environment): DistrictConfig {
  const values = readEnvironment(shape, environment);
  return {
    natsUrl: values.CITYWATT_NATS_URL,
    clickhouse: {
      url: values.CITYWATT_CLICKHOUSE_URL,
      user: values.CITYWATT_CLICKHOUSE_USER,
      password: values.CITYWATT_CLICKHOUSE_PASSWORD,
      database: values.CITYWATT_CLICKHOUSE_DATABASE,
    },
    rawRetentionDays: values.CITYWATT_RAW_RETENTION_DAYS,
    quarterHourRetentionDays: values.CITYWATT_QUARTER_HOUR_RETENTION_DAYS,
    readingsMaxBytes: values.CITYWATT_READINGS_MAX_BYTES,
    workerName: values.CITYWATT_WORKER_NAME,
  };
}
