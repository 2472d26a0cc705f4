import type { PreparedStack } from '@citywatt/embedded-stack/stack';
import type { Environment } from '@citywatt/service-runtime/environment';
import { kindOf, type PlatformConfig, type ProcessKind, type ProcessName } from './environment.ts';
import { storeVariables } from './store-variables.ts';

export interface ServiceEnvironmentOptions {
  readonly name: ProcessName;
  readonly config: PlatformConfig;
  readonly stack: PreparedStack;
  readonly webFolder: string;
  /** The key by which the living city sends its readings. */
  readonly cityKey: string;
  readonly environment: Environment;
}

/** What a process of ours is started with: the operator's environment, with every address and port as it really is. */
export function serviceEnvironment(options: ServiceEnvironmentOptions): Record<string, string | undefined> {
  const { name, config, stack, environment } = options;
  const { ports, host } = config;
  const readyzOf = (other: ProcessName) => `http://${host}:${ports.metrics.get(other)}/readyz`;
  const own: Record<ProcessKind, Record<string, string>> = {
    processors: {
      CITYWATT_WORKER_NAME: name,
      CITYWATT_RAW_RETENTION_DAYS: String(config.rawRetentionDays),
      CITYWATT_READINGS_MAX_BYTES: String(config.readingsMaxBytes),
    },
    doors: { CITYWATT_HTTP_DOOR_PORT: String(ports.httpDoor) },
    graph: {
      CITYWATT_RAW_RETENTION_DAYS: String(config.rawRetentionDays),
      CITYWATT_PORT: String(ports.gateway),
      CITYWATT_SUBGRAPH_PORT: String(ports.subgraphs[0]),
      CITYWATT_SUBGRAPHS: [
        `registry=http://${host}:${ports.subgraphs[0]}/graphql`,
        `consumption=http://${host}:${ports.subgraphs[1]}/graphql`,
      ].join(','),
      CITYWATT_PRINCIPAL_SECRET: stack.secrets.principalSecret,
      CITYWATT_WEB_FOLDER: options.webFolder,
      // Its own process too: registry is ready only when doors can know its sensors.
      CITYWATT_READINESS_URLS: [
        readyzOf('graph'),
        readyzOf('doors'),
        ...config.processors.map(readyzOf),
      ].join(','),
    },
    city: {
      CITYWATT_HTTP_DOOR_URL: `http://${host}:${ports.httpDoor}`,
      CITYWATT_INGEST_KEY: options.cityKey,
    },
  };
  return {
    ...environment,
    ...storeVariables(stack),
    ...own[kindOf(name)],
    CITYWATT_HOST: host,
    CITYWATT_METRICS_PORT: String(ports.metrics.get(name)),
    // Resolved above: added a second time it would move everything twice.
    CITYWATT_PORT_OFFSET: undefined,
  };
}
