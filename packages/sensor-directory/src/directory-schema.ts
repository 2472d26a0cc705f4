import { z } from 'zod';
import type { DistrictDirectory, Sensor } from './directory.ts';

const slug = z.string().regex(/^[a-z0-9-]{1,40}$/, 'a slug of 1 to 40 of a-z, 0-9 and "-"');
const whole = z.number().int().nonnegative();

export const registerSchema = z.object({
  code: z.string().min(1).max(64),
  kind: z.enum(['cumulative', 'interval', 'gauge']),
  intervalMs: z.number().int().positive(),
  rolloverMilliwattHours: z.number().int().positive().exactOptional(),
  maximumWatts: z.number().positive().exactOptional(),
});

export const customerClassSchema = z.enum(['residential', 'commercial', 'industrial', 'public']);

/** Sensors travel by column: a name a sensor and little else, as most columns are the same all the way. */
const sensorColumnsSchema = z
  .object({
    name: z.array(z.string().min(1).max(200)),
    number: z.array(whole),
    registerSet: z.array(whole),
    customerClass: z.array(customerClassSchema),
    deliveryPoints: z.array(whole),
    active: z.array(z.boolean()),
  })
  .refine((columns) => Object.values(columns).every((column) => column.length === columns.name.length), {
    message: 'columns of one length',
  });

const position = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);

export const packedDirectorySchema = z
  .object({
    tenant: slug,
    city: slug,
    district: slug,
    revision: whole,
    name: z.string().min(1),
    timeZone: z.string().min(1),
    clock: z.enum(['wall', 'data']),
    boundary: z.array(position),
    areaKm2: z.number().nonnegative(),
    registerSets: z.array(z.array(registerSchema).min(1)),
    sensors: sensorColumnsSchema,
  })
  .refine(
    (directory) => directory.sensors.registerSet.every((index) => index < directory.registerSets.length),
    {
      message: 'a sensor names a register set that is not there',
    },
  );

/** A district's directory as it travels, in the KV and in `directory.changed`. */
export type PackedDirectory = z.infer<typeof packedDirectorySchema>;

export class DirectoryFormatError extends Error {
  readonly code = 'DIRECTORY_FORMAT';
}

export function packDirectory(directory: DistrictDirectory): PackedDirectory {
  const { sensors, ...rest } = directory;
  const column = <Field extends keyof Sensor>(field: Field) => sensors.map((sensor) => sensor[field]);
  return {
    ...rest,
    boundary: rest.boundary.map(([longitude, latitude]) => [longitude, latitude]),
    registerSets: rest.registerSets.map((set) => set.map((register) => ({ ...register }))),
    sensors: {
      name: column('name'),
      number: column('number'),
      registerSet: column('registerSet'),
      customerClass: column('customerClass'),
      deliveryPoints: column('deliveryPoints'),
      active: column('active'),
    },
  };
}

/**
 * Checks and unpacks what `packDirectory` made.
 * @throws {DirectoryFormatError} that names each fault.
 */
export function unpackDirectory(packed: unknown): DistrictDirectory {
  const result = packedDirectorySchema.safeParse(packed);
  if (!result.success) throw new DirectoryFormatError(z.prettifyError(result.error));
  const { sensors, ...rest } = result.data;
  return {
    ...rest,
    sensors: sensors.name.map((name, i) => ({
      name,
      number: sensors.number[i]!,
      registerSet: sensors.registerSet[i]!,
      customerClass: sensors.customerClass[i]!,
      deliveryPoints: sensors.deliveryPoints[i]!,
      active: sensors.active[i]!,
    })),
  };
}
