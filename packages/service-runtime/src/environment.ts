import { z } from 'zod';

/** Configuration that cannot be used; its message lists every fault, one a line. */
export class ConfigurationError extends Error {
  readonly code = 'CONFIGURATION';
}

/**
 * Reads a service's configuration from the given environment (pass `process.env`; only `environment.ts` files do).
 * @throws {ConfigurationError} naming every variable that is missing or malformed.
 */
export function readEnvironment<Shape extends z.ZodType>(
  shape: Shape,
  environment: Record<string, string | undefined>,
): z.infer<Shape> {
  const result = shape.safeParse(environment);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new ConfigurationError(`The configuration has ${faults.length} fault(s):\n${faults.join('\n')}`);
}

export const portSchema = z.coerce.number().int().min(0).max(65_535);
export const urlSchema = z.url();
/** `on`/`off` switches. */
export const switchSchema = z
  .enum(['on', 'off', '1', '0', 'true', 'false'])
  .transform((word) => ['on', '1', 'true'].includes(word));

/** What `process.env` holds; only `environment.ts` files look at it. */
export type Environment = Readonly<Record<string, string | undefined>>;

export const processEnvironment = (): Environment => process.env;

const processShape = z.object({
  CITYWATT_HOST: z.string().min(1).default('127.0.0.1'),
  CITYWATT_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']).default('info'),
  CITYWATT_METRICS_PORT: portSchema.optional(),
  CITYWATT_SUPERVISED: switchSchema.default(false),
});

/** What every process reads, whatever services it holds. */
export interface ProcessConfig {
  readonly host: string;
  readonly logLevel: string;
  /** Absent: no /metrics, /healthz and /readyz of its own. */
  readonly metricsPort: number | undefined;
  /** Started by the supervisor: ends when its stdin closes. */
  readonly supervised: boolean;
}

export function readProcessConfig(environment: Environment): ProcessConfig {
  const values = readEnvironment(processShape, environment);
  return {
    host: values.CITYWATT_HOST,
    logLevel: values.CITYWATT_LOG_LEVEL,
    metricsPort: values.CITYWATT_METRICS_PORT,
    supervised: values.CITYWATT_SUPERVISED,
  };
}
