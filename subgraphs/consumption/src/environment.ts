import type { MeasurementStoreConfig } from '@citywatt/measurement-store/connection';
import {
  type Environment,
  portSchema,
  readEnvironment,
  urlSchema,
} from '@citywatt/service-runtime/environment';
import { z } from 'zod';

export interface ConsumptionConfig {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly natsUrl: string;
  readonly measurementStore: MeasurementStoreConfig;
  /** How long raw readings are kept after they came in: what lineage can answer from. */
  readonly rawRetentionDays: number;
  readonly principalSecret: string;
}

const shape = z.object({
  CITYWATT_HOST: z.string().min(1).default('127.0.0.1'),
  CITYWATT_SUBGRAPH_PORT: portSchema.default(4101),
  CITYWATT_NATS_URL: urlSchema,
  CITYWATT_CLICKHOUSE_URL: urlSchema,
  CITYWATT_CLICKHOUSE_USER: z.string().min(1).default('default'),
  CITYWATT_CLICKHOUSE_PASSWORD: z.string().default(''),
  CITYWATT_CLICKHOUSE_DATABASE: z.string().min(1).default('citywatt'),
  CITYWATT_RAW_RETENTION_DAYS: z.coerce.number().int().min(2).default(90),
  CITYWATT_PRINCIPAL_SECRET: z.string().min(32, 'at least 32 characters'),
});

/** @throws {ConfigurationError} naming every fault. */
export function readConfig(environment: Environment): ConsumptionConfig {
  const values = readEnvironment(shape, environment);
  const first = values.CITYWATT_SUBGRAPH_PORT;
  return {
    host: values.CITYWATT_HOST,
    // The variable names the first subgraph's port; this is the second.
    port: first === 0 ? 0 : first + 1,
    natsUrl: values.CITYWATT_NATS_URL,
    measurementStore: {
      url: values.CITYWATT_CLICKHOUSE_URL,
      user: values.CITYWATT_CLICKHOUSE_USER,
      password: values.CITYWATT_CLICKHOUSE_PASSWORD,
      database: values.CITYWATT_CLICKHOUSE_DATABASE,
      // A viewer waits no longer than this.
      // As long as the gateway waits: what nobody waits for any more the engine ends too.
      requestTimeoutMs: 10_000,
    },
    rawRetentionDays: values.CITYWATT_RAW_RETENTION_DAYS,
    principalSecret: values.CITYWATT_PRINCIPAL_SECRET,
  };
}
