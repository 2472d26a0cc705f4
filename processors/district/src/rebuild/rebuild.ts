import type { MeasurementClient } from '@citywatt/measurement-store/connection';
import { expiredWindows, rawRetentionDays } from '@citywatt/measurement-store/expired-windows';
import { HOUR_MS } from '@citywatt/measurement-store/windows';
import { encodeControl } from '@citywatt/reading-stream/control';
import { partitionOf } from '@citywatt/reading-stream/partition';
import { controlSubject } from '@citywatt/reading-stream/subjects';
import { readDistricts } from '@citywatt/sensor-directory/directory-store';
import { jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { followMarks, type MarksLeft } from './marks-left.ts';
import type { RebuildArguments } from './rebuild-arguments.ts';
import { BeyondRetentionError, RebuildUsageError } from './rebuild-errors.ts';
import { rangeOf } from './rebuild-range.ts';

export interface RebuildOptions extends RebuildArguments {
  readonly connection: NatsConnection;
  readonly measurements: MeasurementClient;
  readonly onProgress: (left: MarksLeft) => void;
  readonly signal: AbortSignal;
}

export interface Rebuilt {
  readonly districts: number;
  readonly from: number;
  readonly to: number;
}

const DAY_MS = 24 * HOUR_MS;

/**
 * Asks the districts' processors to make every window of the range anew from raw readings, and resolves when they have.
 * @throws {RebuildUsageError | BeyondRetentionError} before anything is asked.
 */
export async function rebuild(options: RebuildOptions): Promise<Rebuilt> {
  const { tenant, city, connection, measurements } = options;
  const known = (await readDistricts(connection)).filter((one) => one.tenant === tenant && one.city === city);
  const chosen = known.filter(({ district }) => district === (options.district ?? district));
  if (chosen.length === 0) {
    const what =
      options.district !== undefined && known.length > 0 ? `district ${options.district}` : `city ${city}`;
    throw new RebuildUsageError(`there is no ${what} of tenant ${tenant}`);
  }
  const range = rangeOf(options.from, options.to, chosen[0]!.timeZone);
  const districts = chosen.map(({ district }) => district);
  // A day less, as the repair path counts it: what expires while it works would be missing.
  const kept = Date.now() - ((await rawRetentionDays(measurements)) - 1) * DAY_MS;
  const place = { tenant, city, districts };
  const refused = await expiredWindows(measurements, place, hourDown(range.from), hourUp(range.to), kept);
  if (refused.length > 0) throw new BeyondRetentionError(refused);

  const stream = jetstream(connection);
  const asked = new Map<number, number>();
  for (const district of districts) {
    options.signal.throwIfAborted();
    const partition = partitionOf({ tenant, city, district });
    const message = encodeControl({ type: 'rebuild', tenant, city, district, ...range });
    const { seq } = await stream.publish(controlSubject(partition), message);
    asked.set(partition, seq);
  }
  await followMarks({ ...options, asked });
  return { districts: districts.length, ...range };
}

/** Whole hours are made; of those that a zone with half an hour cuts a little more is looked at. */
const hourDown = (time: number) => Math.floor(time / HOUR_MS) * HOUR_MS - HOUR_MS / 2;
const hourUp = (time: number) => Math.ceil(time / HOUR_MS) * HOUR_MS + HOUR_MS / 2;
