import { resolve } from 'node:path';
import { readEmbeddedEnvironment } from '@citywatt/embedded-stack/environment';
import {
  type Environment,
  portSchema,
  readEnvironment,
  switchSchema,
} from '@citywatt/service-runtime/environment';
import { z } from 'zod';

const shape = z.object({
  CITYWATT_DATA: z.string().min(1).default('data'),
  CITYWATT_CITY: switchSchema.default(true),
  CITYWATT_HOST: z
    .literal(['127.0.0.1', 'localhost'], {
      error:
        'until accounts exist, start listens on loopback only; run the services alone to listen elsewhere',
    })
    .default('127.0.0.1'),
  CITYWATT_PORT_OFFSET: z.coerce.number().int().min(0).max(40_000).default(0),
  CITYWATT_PORT: portSchema.default(4_000),
  CITYWATT_HTTP_DOOR_PORT: portSchema.default(4_010),
  CITYWATT_SUBGRAPH_PORT: portSchema.default(4_101),
  CITYWATT_METRICS_PORT: portSchema.default(9_400),
  CITYWATT_WEB_FOLDER: z.string().min(1).optional(),
  CITYWATT_RAW_RETENTION_DAYS: z.coerce.number().int().min(1).default(7),
  CITYWATT_READINGS_MAX_BYTES: z.coerce.number().int().min(1_000_000).default(1_073_741_824),
});

export type ProcessName = 'doors' | 'graph' | 'processors' | 'city';

export interface PlatformPorts {
  readonly gateway: number;
  readonly httpDoor: number;
  /** registry, consumption */
  readonly subgraphs: readonly [number, number];
  readonly nats: number;
  readonly clickhouse: number;
  readonly postgres: number;
  readonly metrics: Readonly<Record<ProcessName, number>>;
}

export interface PlatformConfig {
  /** Absolute. */
  readonly dataFolder: string;
  readonly city: boolean;
  readonly host: '127.0.0.1';
  readonly ports: PlatformPorts;
  /** A dashboard that is built already; absent: it is built at the start. */
  readonly webFolder: string | undefined;
  readonly rawRetentionDays: number;
  readonly readingsMaxBytes: number;
}

/** The environment of `start`; relative folders count from `root`, the checkout, wherever it was started from. */
export function readPlatformConfig(environment: Environment, root: string): PlatformConfig {
  const values = readEnvironment(shape, environment);
  const offset = values.CITYWATT_PORT_OFFSET;
  const subgraph = values.CITYWATT_SUBGRAPH_PORT + offset;
  const metrics = values.CITYWATT_METRICS_PORT + offset;
  return {
    dataFolder: resolve(root, values.CITYWATT_DATA),
    city: values.CITYWATT_CITY,
    host: '127.0.0.1',
    ports: {
      gateway: values.CITYWATT_PORT + offset,
      httpDoor: values.CITYWATT_HTTP_DOOR_PORT + offset,
      subgraphs: [subgraph, subgraph + 1],
      ...readEmbeddedEnvironment(environment).ports,
      metrics: { doors: metrics, graph: metrics + 1, processors: metrics + 2, city: metrics + 3 },
    },
    webFolder: values.CITYWATT_WEB_FOLDER && resolve(root, values.CITYWATT_WEB_FOLDER),
    rawRetentionDays: values.CITYWATT_RAW_RETENTION_DAYS,
    readingsMaxBytes: values.CITYWATT_READINGS_MAX_BYTES,
  };
}
