import { resolve } from 'node:path';
import { readEmbeddedEnvironment } from '@citywatt/embedded-stack/environment';
import {
  type Environment,
  portSchema,
  readEnvironment,
  switchSchema,
} from '@citywatt/service-runtime/environment';
import { z } from 'zod';

const MOST_PROCESSORS = 16;

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
  CITYWATT_PROCESSORS: z.coerce.number().int().min(1).max(MOST_PROCESSORS).default(1),
  CITYWATT_WEB_FOLDER: z.string().min(1).optional(),
  CITYWATT_RAW_RETENTION_DAYS: z.coerce.number().int().min(1).default(7),
  CITYWATT_READINGS_MAX_BYTES: z.coerce.number().int().min(1_000_000).default(1_073_741_824),
});

/** What a process runs. */
export type ProcessKind = 'doors' | 'graph' | 'processors' | 'city';
/** Its name: the kind, with a number from the second of a kind on. */
export type ProcessName = ProcessKind | `processors-${number}`;

export const kindOf = (name: ProcessName) => name.replace(/-\d+$/, '') as ProcessKind;

/** The district processors: `processors`, `processors-2`, ... */
export const processorNames = (count: number): readonly ProcessName[] =>
  Array.from({ length: count }, (_, index) =>
    index === 0 ? 'processors' : (`processors-${index + 1}` as const),
  );

export interface PlatformPorts {
  readonly gateway: number;
  readonly httpDoor: number;
  /** registry, consumption */
  readonly subgraphs: readonly [number, number];
  readonly nats: number;
  readonly clickhouse: number;
  readonly postgres: number;
  readonly metrics: ReadonlyMap<ProcessName, number>;
}

export interface PlatformConfig {
  /** Absolute. */
  readonly dataFolder: string;
  readonly city: boolean;
  readonly processors: readonly ProcessName[];
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
  const processors = processorNames(values.CITYWATT_PROCESSORS);
  const [firstProcessor, ...otherProcessors] = processors;
  // The others come last, so that their number moves no port.
  const names: ProcessName[] = ['doors', 'graph', firstProcessor!, 'city', ...otherProcessors];
  return {
    dataFolder: resolve(root, values.CITYWATT_DATA),
    city: values.CITYWATT_CITY,
    processors,
    host: '127.0.0.1',
    ports: {
      gateway: values.CITYWATT_PORT + offset,
      httpDoor: values.CITYWATT_HTTP_DOOR_PORT + offset,
      subgraphs: [subgraph, subgraph + 1],
      ...readEmbeddedEnvironment(environment).ports,
      metrics: new Map(names.map((name, index) => [name, values.CITYWATT_METRICS_PORT + offset + index])),
    },
    webFolder: values.CITYWATT_WEB_FOLDER && resolve(root, values.CITYWATT_WEB_FOLDER),
    rawRetentionDays: values.CITYWATT_RAW_RETENTION_DAYS,
    readingsMaxBytes: values.CITYWATT_READINGS_MAX_BYTES,
  };
}
