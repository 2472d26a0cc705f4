import { QUALITIES, type Quality, type RegisterKind } from '@citywatt/reading-stream/reading';
import { DEFAULT_QUALITY, type DistrictDirectory, type Register } from '@citywatt/sensor-directory/directory';
import type { LocatedSensor, SensorIndex } from '@citywatt/sensor-directory/sensor-index';
import { type InstantFault, instantOf } from './instant.ts';
import { type Acceptance, type Item, type PlaceUnknown, type Rejection, rejected } from './item.ts';
import { placeOf } from './place.ts';
import { POINT_REGISTER } from './point-register.ts';
import { type ScalingFault, scaledInteger } from './scaled-integer.ts';
import { registerKeys } from './segment-keys.ts';

export type Directory = Pick<SensorIndex, 'sensorsByName' | 'districtAt'>;

export interface Circumstances {
  readonly tenant: string;
  readonly directory: Directory;
  /** Time of the last acknowledged tick, ms since 1970 UTC. */
  readonly lastTick: number;
  /** Readings whose interval started more than this before the last tick are too old. */
  readonly maximumAgeMs: number;
}

const FUTURE_LIMIT_MS = 900_000;
const LONGEST_INTERVAL_MS = 366 * 86_400_000;
const SIMPLE_INTERVAL_MS = 60_000;

/** What becomes of one item; pure but for the directory. */
export function interpret(item: Item, circumstances: Circumstances): Acceptance | Rejection | PlaceUnknown {
  if (
    item.sensor === undefined &&
    (item.geographic_coordinate !== undefined || item.energy_usage !== undefined)
  ) {
    return simpleForm(item, circumstances);
  }
  const located = sensorOf(item, circumstances);
  if ('outcome' in located) return located;
  const given = [item.energyKwh, item.registerKwh, item.powerKw].filter(
    (value) => value !== undefined,
  ).length;
  if (given !== 1) {
    return rejected(
      'malformed',
      undefined,
      `${given} values: give exactly one of energyKwh, registerKwh and powerKw`,
    );
  }
  if (item.energyKwh !== undefined) return intervalForm(item, located, circumstances);
  return momentForm(item, located, circumstances);
}

function simpleForm(item: Item, circumstances: Circumstances): Acceptance | Rejection | PlaceUnknown {
  const place = placeOf(item.geographic_coordinate);
  if ('outcome' in place) return place;
  const end = instantOf(item.timestamp);
  if (typeof end === 'string') return badTime('timestamp', end);
  const known = circumstances.directory.sensorsByName(circumstances.tenant, place.sensorName)[0];
  if (!known?.sensor.active) {
    const district = circumstances.directory.districtAt(
      circumstances.tenant,
      place.latitude,
      place.longitude,
    );
    if (!district) {
      return rejected(
        'outside-every-district',
        'geographic_coordinate',
        `${place.latitude},${place.longitude} lies in no district; send a place within a district's outline`,
      );
    }
    // A reading that will be refused must not leave a sensor behind.
    const start = end - SIMPLE_INTERVAL_MS;
    const energy = possibleEnergy(item.energy_usage, 'energy_usage', end - start, POINT_REGISTER);
    if (typeof energy !== 'number') return energy;
    const untimely = outOfTime(start, end, district, circumstances);
    if (untimely) return untimely;
    const { tenant, city, district: slug } = district;
    return { outcome: 'place-unknown', ...place, tenant, city, district: slug };
  }
  const start = end - SIMPLE_INTERVAL_MS;
  return intervalReading(item.energy_usage, 'energy_usage', start, end, item, known, circumstances);
}

function intervalForm(
  item: Item,
  located: LocatedSensor,
  circumstances: Circumstances,
): Acceptance | Rejection {
  const start = instantOf(item.intervalStart);
  if (typeof start === 'string') return badTime('intervalStart', start);
  const end = instantOf(item.intervalEnd);
  if (typeof end === 'string') return badTime('intervalEnd', end);
  return intervalReading(item.energyKwh, 'energyKwh', start, end, item, located, circumstances);
}

function intervalReading(
  energy: unknown,
  field: string,
  start: number,
  end: number,
  item: Item,
  located: LocatedSensor,
  circumstances: Circumstances,
): Acceptance | Rejection {
  const length = end - start;
  if (length <= 0 || length > LONGEST_INTERVAL_MS) {
    return rejected('bad-interval', 'intervalEnd', 'the interval must end after its start, within 366 days');
  }
  const register = registerOf(item, located, 'interval');
  if ('outcome' in register) return register;
  const value = possibleEnergy(energy, field, length, register);
  if (typeof value !== 'number') return value;
  return accept(start, end, value, length, item, located, register, circumstances);
}

/** Whole milliwatt-hours, not negative, and no more than the sensor's connection gives in the interval. */
function possibleEnergy(
  energy: unknown,
  field: string,
  lengthMs: number,
  { maximumWatts }: Register,
): number | Rejection {
  const value = scaledInteger(energy, 6);
  if (typeof value === 'string') return badValue(field, value, 'kWh', '0.000001 kWh (1 mWh)');
  if (value < 0) return rejected('impossible', field, 'consumption cannot be negative');
  // Watts for the whole interval; both sides in milliwatt-hours.
  if (maximumWatts !== undefined && value > (maximumWatts * lengthMs) / 3_600) {
    return rejected(
      'impossible',
      field,
      `more than the ${maximumWatts} W of this sensor give in the interval; check the unit`,
    );
  }
  return value;
}

function momentForm(
  item: Item,
  located: LocatedSensor,
  circumstances: Circumstances,
): Acceptance | Rejection {
  const eventTime = instantOf(item.eventTime);
  if (typeof eventTime === 'string') return badTime('eventTime', eventTime);
  const isPower = item.powerKw !== undefined;
  const field = isPower ? 'powerKw' : 'registerKwh';
  const value = isPower ? scaledInteger(item.powerKw, 3) : scaledInteger(item.registerKwh, 6);
  if (typeof value === 'string') {
    return isPower
      ? badValue(field, value, 'kW', '0.001 kW (1 W)')
      : badValue(field, value, 'kWh', '0.000001 kWh (1 mWh)');
  }
  if (value < 0) return rejected('impossible', field, 'a consumption register or load cannot be negative');
  const register = registerOf(item, located, isPower ? 'gauge' : 'cumulative');
  if ('outcome' in register) return register;
  if (isPower && register.maximumWatts !== undefined && value > register.maximumWatts) {
    return rejected(
      'impossible',
      field,
      `more than the ${register.maximumWatts} W of this sensor; check the unit`,
    );
  }
  return accept(eventTime, eventTime, value, 0, item, located, register, circumstances);
}

function accept(
  start: number,
  eventTime: number,
  value: number,
  intervalMs: number,
  item: Item,
  { directory, sensor }: LocatedSensor,
  register: Register,
  circumstances: Circumstances,
): Acceptance | Rejection {
  const untimely = outOfTime(start, eventTime, directory, circumstances);
  if (untimely) return untimely;
  const quality = item.quality === undefined ? DEFAULT_QUALITY : item.quality;
  if (!isQuality(quality)) return rejected('bad-quality', 'quality', `one of ${QUALITIES.join(', ')}`);
  const keys = registerKeys(directory, register);
  return {
    outcome: 'accepted',
    partition: keys.partition,
    key: keys.key(quality, intervalMs),
    sensorNumber: sensor.number,
    eventTime,
    value,
  };
}

function outOfTime(
  start: number,
  eventTime: number,
  { clock }: Pick<DistrictDirectory, 'clock'>,
  { lastTick, maximumAgeMs }: Circumstances,
): Rejection | undefined {
  // A city with `clock: data` has its own now, which only its actors know.
  if (clock === 'wall' && eventTime > lastTick + FUTURE_LIMIT_MS) {
    return rejected('future', undefined, 'more than 15 minutes ahead of the clock; check time zone and unit');
  }
  if (start < lastTick - maximumAgeMs) {
    const years = Math.round(maximumAgeMs / 31_557_600_000);
    return rejected('too-old', undefined, `older than ${years} years; such readings are not kept`);
  }
  return undefined;
}

const isQuality = (value: unknown): value is Quality => QUALITIES.includes(value as Quality);

function sensorOf(item: Item, { tenant, directory }: Circumstances): LocatedSensor | Rejection {
  const { sensor: name, city, district } = item;
  if (typeof name !== 'string' || name === '') {
    return rejected(
      'malformed',
      'sensor',
      'give the name of the sensor, or geographic_coordinate for the simple form',
    );
  }
  const named = directory.sensorsByName(tenant, name);
  const found =
    city === undefined && district === undefined
      ? named[0]
      : named.find(
          (located) =>
            (city === undefined || located.directory.city === city) &&
            (district === undefined || located.directory.district === String(district)),
        );
  if (!found) {
    const elsewhere = named[0] ? `; it is in ${named[0].directory.city}/${named[0].directory.district}` : '';
    return rejected(
      'unknown-sensor',
      'sensor',
      `no sensor ${show(name)} is registered here${elsewhere}; register it, then replay`,
    );
  }
  if (!found.sensor.active) {
    return rejected(
      'inactive-sensor',
      'sensor',
      `${show(name)} is registered but not active; activate it, then replay`,
    );
  }
  return found;
}

/** The register the item names, or the first of its kind. */
function registerOf(
  item: Item,
  { directory, sensor }: LocatedSensor,
  kind: RegisterKind,
): Register | Rejection {
  const registers = directory.registerSets[sensor.registerSet]!;
  for (const register of registers) {
    if (register.kind === kind && (item.register === undefined || item.register === register.code))
      return register;
  }
  const has = registers.map((register) => `${register.code} (${register.kind})`).join(', ');
  const wanted =
    item.register === undefined ? `no ${kind} register` : `no ${kind} register ${show(item.register)}`;
  return rejected('unknown-register', 'register', `the sensor has ${wanted}; it has ${has}`);
}

function badValue(field: string, fault: ScalingFault, unit: string, finest: string): Rejection {
  if (fault === 'too-fine')
    return rejected('too-fine', field, `finer than ${finest}; round it at the source`);
  if (fault === 'too-large') return rejected('too-large', field, 'beyond 2^53 - 1 of the smallest unit');
  return rejected('bad-value', field, `not a decimal number of ${unit}`);
}

function badTime(field: string, fault: InstantFault): Rejection {
  if (fault === 'no-offset') return rejected('bad-time', field, 'has no offset; end it in Z or +01:00');
  if (fault === 'out-of-range')
    return rejected('bad-time', field, 'not within 1970 to 2100; epoch times are seconds, not milliseconds');
  return rejected('bad-time', field, 'not an instant; send ISO 8601 with offset or epoch seconds');
}

const show = (value: unknown) => JSON.stringify(value)?.slice(0, 80) ?? 'that';
