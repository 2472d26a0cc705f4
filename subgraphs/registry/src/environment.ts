import {
  type Environment,
  portSchema,
  readEnvironment,
  urlSchema,
} from '@citywatt/service-runtime/environment';
import { z } from 'zod';
import type { SeedName } from './seed/seeds.ts';

export interface RegistryConfig {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly natsUrl: string;
  readonly postgresUrl: string;
  readonly principalSecret: string;
  /** What an empty registry begins with. */
  readonly seed: SeedName;
}

const shape = z.object({
  CITYWATT_HOST: z.string().min(1).default('127.0.0.1'),
  CITYWATT_SUBGRAPH_PORT: portSchema.default(4101),
  CITYWATT_NATS_URL: urlSchema,
  CITYWATT_POSTGRES_URL: urlSchema,
  CITYWATT_PRINCIPAL_SECRET: z.string().min(32, 'at least 32 characters'),
  CITYWATT_REGISTRY_SEED: z.enum(['lisbon', 'none']).default('lisbon'),
});

/** @throws {ConfigurationError} naming every fault. */
export function readConfig(environment: Environment): RegistryConfig {
  const values = readEnvironment(shape, environment);
  return {
    host: values.CITYWATT_HOST,
    port: values.CITYWATT_SUBGRAPH_PORT,
    natsUrl: values.CITYWATT_NATS_URL,
    postgresUrl: values.CITYWATT_POSTGRES_URL,
    principalSecret: values.CITYWATT_PRINCIPAL_SECRET,
    seed: values.CITYWATT_REGISTRY_SEED,
  };
}
