import { processEnvironment, readEnvironment } from '@citywatt/service-runtime/environment';
import { z } from 'zod';

const shape = z.object({
  CITYWATT_K6: z.string().min(1).optional(),
  XDG_CACHE_HOME: z.string().optional(),
  PATH: z.string().default(''),
});

const values = readEnvironment(shape, processEnvironment());

export const k6Variable = values.CITYWATT_K6;
export const xdgCacheHome = values.XDG_CACHE_HOME;
export const searchPath = values.PATH;
/** For the programs that are started. */
export const wholeEnvironment = processEnvironment();
