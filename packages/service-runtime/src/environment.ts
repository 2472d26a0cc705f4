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
