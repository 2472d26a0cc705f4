import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  type Environment,
  portSchema,
  readEnvironment,
  urlSchema,
} from '@citywatt/service-runtime/environment';
import { z } from 'zod';
import type { CostBudgets } from './limits/budgets.ts';
import type { OperatorNetwork } from './principals/authenticate.ts';

const root = join(import.meta.dirname, '..');

export interface GatewayConfig {
  readonly host: string;
  readonly port: number;
  readonly supergraphFile: string;
  /** What third parties see of it, at /public/graphql; undefined: nothing. */
  readonly publicSupergraphFile: string | undefined;
  /** Where subgraphs listen; those that are missing here are where the supergraph says. */
  /** Operations that are also routes and tools; undefined: none. */
  readonly restOperationsFile: string | undefined;
  readonly subgraphUrls: ReadonlyMap<string, string>;
  /** Absent: there are no keys, and loopback may explore. */
  readonly natsUrl: string | undefined;
  readonly principalSecret: string;
  readonly operatorNetwork: OperatorNetwork;
  readonly budgets: CostBudgets;
  /** Of pages, beside our own and those of this machine, that may open sockets. */
  readonly allowedOrigins: ReadonlySet<string>;
  /** Whether answers are kept until they are said to have changed. */
  readonly responseCache: boolean;
  readonly subscriptionsPerPrincipal: number;
  /** A built single-page app to serve at `/`. */
  readonly webFolder: string | undefined;
  readonly persistedDocumentsFile: string | undefined;
  /** `/readyz` of other processes, asked by ours. */
  readonly readinessUrls: readonly string[];
}

const listShape = (entry: z.ZodString | z.ZodURL) =>
  z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .pipe(z.array(entry));

const shape = z.object({
  CITYWATT_HOST: z.string().min(1).default('127.0.0.1'),
  CITYWATT_PORT: portSchema.default(4000),
  CITYWATT_SUPERGRAPH: z.string().min(1).default(join(root, 'supergraph.generated.graphql')),
  CITYWATT_PUBLIC_SUPERGRAPH: z.string().default(join(root, 'public-supergraph.generated.graphql')),
  CITYWATT_REST_OPERATIONS: z.string().default(join(root, 'rest-operations.generated.json')),
  CITYWATT_SUBGRAPHS: listShape(
    z.string().regex(/^[\w-]+=https?:\/\/\S+$/, 'name=http://host:port/path, separated by commas'),
  ),
  CITYWATT_NATS_URL: urlSchema.optional(),
  CITYWATT_PRINCIPAL_SECRET: z.string().min(32, 'at least 32 characters'),
  CITYWATT_OPERATOR_NETWORK: z.enum(['loopback', 'private']).default('loopback'),
  CITYWATT_KEY_COST_PER_MINUTE: z.coerce.number().int().min(0).default(1_000_000),
  CITYWATT_TENANT_COST_PER_MINUTE: z.coerce.number().int().min(0).default(10_000_000),
  CITYWATT_ALLOWED_ORIGINS: listShape(z.url({ protocol: /^https?$/ })),
  CITYWATT_RESPONSE_CACHE: z.enum(['on', 'off']).default('on'),
  CITYWATT_SUBSCRIPTIONS_PER_PRINCIPAL: z.coerce.number().int().min(1).default(10_000),
  CITYWATT_WEB_FOLDER: z.string().min(1).optional(),
  CITYWATT_PERSISTED_DOCUMENTS: z
    .string()
    .min(1)
    .default(join(root, '../web/src/generated/persisted-documents.json')),
  CITYWATT_READINESS_URLS: listShape(urlSchema),
});

/** @throws {ConfigurationError} naming every fault. */
export function readConfig(environment: Environment): GatewayConfig {
  const values = readEnvironment(shape, environment);
  return {
    host: values.CITYWATT_HOST,
    port: values.CITYWATT_PORT,
    supergraphFile: values.CITYWATT_SUPERGRAPH,
    publicSupergraphFile: values.CITYWATT_PUBLIC_SUPERGRAPH || undefined,
    restOperationsFile: values.CITYWATT_REST_OPERATIONS || undefined,
    subgraphUrls: new Map(
      values.CITYWATT_SUBGRAPHS.map((entry) => {
        const at = entry.indexOf('=');
        return [entry.slice(0, at), entry.slice(at + 1)];
      }),
    ),
    natsUrl: values.CITYWATT_NATS_URL,
    principalSecret: values.CITYWATT_PRINCIPAL_SECRET,
    operatorNetwork: values.CITYWATT_OPERATOR_NETWORK,
    budgets: {
      keyCostPerMinute: values.CITYWATT_KEY_COST_PER_MINUTE,
      tenantCostPerMinute: values.CITYWATT_TENANT_COST_PER_MINUTE,
    },
    allowedOrigins: new Set(values.CITYWATT_ALLOWED_ORIGINS.map((url) => new URL(url).origin)),
    responseCache: values.CITYWATT_RESPONSE_CACHE === 'on',
    subscriptionsPerPrincipal: values.CITYWATT_SUBSCRIPTIONS_PER_PRINCIPAL,
    webFolder: values.CITYWATT_WEB_FOLDER,
    persistedDocumentsFile: values.CITYWATT_PERSISTED_DOCUMENTS,
    readinessUrls: values.CITYWATT_READINESS_URLS,
  };
}

/**
 * `--supergraph <file> [--port <number>]`: the gateway alone, on any federation 2 supergraph. Whose subgraphs they are is then unknown,
 * so unless a secret is given, principals are signed with one that nobody else has.
 */
export function withArguments(environment: Environment, args: readonly string[]): Environment {
  const { values } = parseArgs({
    args: [...args],
    options: { supergraph: { type: 'string' }, port: { type: 'string' } },
  });
  const port = values.port === undefined ? {} : { CITYWATT_PORT: values.port };
  if (values.supergraph === undefined) return { ...environment, ...port };
  return {
    ...environment,
    ...port,
    // npm runs scripts in the package's folder; a file is named from where the caller stands.
    CITYWATT_SUPERGRAPH: resolve(environment['INIT_CWD'] ?? '.', values.supergraph),
    CITYWATT_PUBLIC_SUPERGRAPH: environment['CITYWATT_PUBLIC_SUPERGRAPH'] ?? '',
    CITYWATT_REST_OPERATIONS: environment['CITYWATT_REST_OPERATIONS'] ?? '',
    CITYWATT_PRINCIPAL_SECRET:
      environment['CITYWATT_PRINCIPAL_SECRET'] ?? randomBytes(32).toString('base64url'),
  };
}

/** The gateway library sends usage to its vendor unless its own variable says no, and takes no option instead. */
export function withoutTelemetry(): void {
  process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';
}
