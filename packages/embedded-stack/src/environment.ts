import { type Environment, portSchema, readEnvironment } from '@citywatt/service-runtime/environment';
import { z } from 'zod';

const shape = z.object({
  CITYWATT_NATS_SERVER: z.string().min(1).optional(),
  XDG_CACHE_HOME: z.string().optional(),
  PATH: z.string().default(''),
  CITYWATT_PORT_OFFSET: z.coerce.number().int().min(0).max(40_000).default(0),
  CITYWATT_NATS_PORT: portSchema.default(14_222),
  CITYWATT_CLICKHOUSE_PORT: portSchema.default(18_123),
  CITYWATT_POSTGRES_PORT: portSchema.default(15_432),
});

export interface EmbeddedEnvironment {
  readonly natsServer: string | undefined;
  readonly xdgCacheHome: string | undefined;
  readonly searchPath: string;
  readonly ports: { readonly nats: number; readonly clickhouse: number; readonly postgres: number };
}

/** The part of the environment that is about embedded stores; ports have the offset added. */
export function readEmbeddedEnvironment(environment: Environment): EmbeddedEnvironment {
  const values = readEnvironment(shape, environment);
  const offset = values.CITYWATT_PORT_OFFSET;
  return {
    natsServer: values.CITYWATT_NATS_SERVER,
    xdgCacheHome: values.XDG_CACHE_HOME,
    searchPath: values.PATH,
    ports: {
      nats: values.CITYWATT_NATS_PORT + offset,
      clickhouse: values.CITYWATT_CLICKHOUSE_PORT + offset,
      postgres: values.CITYWATT_POSTGRES_PORT + offset,
    },
  };
}
