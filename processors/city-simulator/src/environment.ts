import { type Environment, readEnvironment, urlSchema } from '@citywatt/service-runtime/environment';
import { z } from 'zod';
import { FAULT_KINDS, type FaultKind, type Faults } from './city/faults.ts';

const faultList = z
  .string()
  .default('')
  .transform((text) => text.split(',').flatMap((word) => (word.trim() === '' ? [] : [word.trim()])))
  .pipe(z.array(z.enum(FAULT_KINDS, { error: `a list of ${FAULT_KINDS.join(', ')}` })));

const doorShape = {
  CITYWATT_NATS_URL: urlSchema,
  CITYWATT_HTTP_DOOR_URL: urlSchema.default('http://127.0.0.1:4010'),
  CITYWATT_INGEST_KEY: z.string().min(1),
};

const cityShape = z.object({
  ...doorShape,
  CITYWATT_CITY_SEED: z.coerce.number().int().min(0).max(0xffffffff).default(1755),
  CITYWATT_CITY_HOUSEHOLDS: z.coerce.number().int().min(0).max(8_000).default(280),
  CITYWATT_CITY_HISTORY_DAYS: z.coerce.number().int().min(0).max(3_650).default(60),
  CITYWATT_CITY_HISTORY_RATE: z.coerce.number().int().min(1).default(20_000),
  CITYWATT_CITY_FAULTS: faultList,
});

/** How readings get in. */
export interface DoorConfig {
  readonly natsUrl: string;
  readonly doorUrl: string;
  readonly ingestKey: string;
}

export interface CityConfig extends DoorConfig {
  readonly seed: number;
  /** Household meters a district, beside its feeders and businesses. */
  readonly householdsPerDistrict: number;
  readonly historyDays: number;
  readonly historyReadingsPerSecond: number;
  readonly faults: Faults;
}

export function readConfig(environment: Environment): CityConfig {
  const values = readEnvironment(cityShape, environment);
  return {
    ...doorOf(values),
    seed: values.CITYWATT_CITY_SEED,
    householdsPerDistrict: values.CITYWATT_CITY_HOUSEHOLDS,
    historyDays: values.CITYWATT_CITY_HISTORY_DAYS,
    historyReadingsPerSecond: values.CITYWATT_CITY_HISTORY_RATE,
    faults: new Set<FaultKind>(values.CITYWATT_CITY_FAULTS),
  };
}

export const readDoorConfig = (environment: Environment): DoorConfig =>
  doorOf(readEnvironment(z.object(doorShape), environment));

const doorOf = (values: z.infer<z.ZodObject<typeof doorShape>>): DoorConfig => ({
  natsUrl: values.CITYWATT_NATS_URL,
  doorUrl: values.CITYWATT_HTTP_DOOR_URL,
  ingestKey: values.CITYWATT_INGEST_KEY,
});
