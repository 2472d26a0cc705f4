import { type Environment, portSchema, readEnvironment } from '@citywatt/service-runtime/environment';
import { z } from 'zod';

const shape = z.object({
  CITYWATT_CLICKHOUSE_FOLDER: z.string().min(1),
  CITYWATT_CLICKHOUSE_HOST: z.string().min(1),
  CITYWATT_CLICKHOUSE_PORT: portSchema,
  CITYWATT_CLICKHOUSE_USER: z.string().min(1),
  CITYWATT_CLICKHOUSE_PASSWORD: z.string().min(1),
  CITYWATT_CLICKHOUSE_MEMORY_MEGABYTES: z.coerce.number().int().positive(),
});

export interface EngineConfig {
  readonly folder: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly memoryMegabytes: number;
}

/** What `startClickHouseServer` hands to its process. */
export function readEngineConfig(environment: Environment): EngineConfig {
  const values = readEnvironment(shape, environment);
  return {
    folder: values.CITYWATT_CLICKHOUSE_FOLDER,
    host: values.CITYWATT_CLICKHOUSE_HOST,
    port: values.CITYWATT_CLICKHOUSE_PORT,
    user: values.CITYWATT_CLICKHOUSE_USER,
    password: values.CITYWATT_CLICKHOUSE_PASSWORD,
    memoryMegabytes: values.CITYWATT_CLICKHOUSE_MEMORY_MEGABYTES,
  };
}

export function writeEngineConfig(config: EngineConfig): Record<string, string> {
  return {
    CITYWATT_CLICKHOUSE_FOLDER: config.folder,
    CITYWATT_CLICKHOUSE_HOST: config.host,
    CITYWATT_CLICKHOUSE_PORT: String(config.port),
    CITYWATT_CLICKHOUSE_USER: config.user,
    CITYWATT_CLICKHOUSE_PASSWORD: config.password,
    CITYWATT_CLICKHOUSE_MEMORY_MEGABYTES: String(config.memoryMegabytes),
  };
}
