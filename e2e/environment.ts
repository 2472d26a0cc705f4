import { processEnvironment, readEnvironment } from '@citywatt/service-runtime/environment';
import { z } from 'zod';

const shape = z.object({
  CITYWATT_CHROMIUM: z.string().min(1).optional(),
  PATH: z.string().default(''),
  CI: z.string().optional(),
});

const values = readEnvironment(shape, processEnvironment());

export const chromiumVariable = values.CITYWATT_CHROMIUM;
export const searchPath = values.PATH;
/** On a machine that must have everything, a missing program is a failure and no skip. */
export const isCi = values.CI === 'true';
