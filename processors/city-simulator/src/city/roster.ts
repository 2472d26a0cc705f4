import { ACTIVE_IMPORT_CUMULATIVE, ACTIVE_IMPORT_INTERVAL } from '@citywatt/reading-stream/reading';
import type { CustomerClass, Register } from '@citywatt/sensor-directory/directory';
import { type Area, alges, areas } from '../../outlines/control-points.ts';
import households from '../fitted/households.fitted.json' with { type: 'json' };
import type { CitySensor, SensorShape } from './city-sensor.ts';
import { fittedLoads } from './district-load.ts';
import { MINUTE_MS, QUARTER_HOUR_MS } from './local-time.ts';
import { gaussian, uniform } from './noise.ts';

export interface CityDistrict {
  readonly district: string;
  readonly name: string;
  readonly population: number;
  readonly sensors: readonly CitySensor[];
}

/** Feeders that report thrice a minute, so that no district's number stands still for long. */
const FAST_FEEDERS = 4;
const FEEDERS = 30;
const BUSINESSES: readonly (readonly [CustomerClass, number, number])[] = [
  // class, meters, mean kilowatts
  ['commercial', 14, 6],
  ['industrial', 4, 45],
  ['public', 2, 12],
];
const STREAMS_A_DISTRICT = 100_000;
/** Homes, shops and offices to a resident. */
const DELIVERY_POINTS_A_RESIDENT = 0.55;
/** Three phases of 60 A: no household draws more. */
const HOUSEHOLD_MAXIMUM_WATTS = 41_400;

const interval = (intervalMs: number, maximumWatts: number): Register => ({
  code: ACTIVE_IMPORT_INTERVAL,
  kind: 'interval',
  intervalMs,
  maximumWatts,
});
const cumulative = (maximumWatts: number): Register => ({
  code: ACTIVE_IMPORT_CUMULATIVE,
  kind: 'cumulative',
  intervalMs: QUARTER_HOUR_MS,
  maximumWatts,
});

/** Every sensor of the city; the same for the same seed. */
export function createRoster(seed: number, householdsPerDistrict: number): CityDistrict[] {
  return [...areas, alges]
    .toSorted((a, b) => (a.district < b.district ? -1 : 1))
    .map((area, i) => ({
      district: area.district,
      name: area.name,
      population: area.population,
      sensors: districtSensors(seed, area, i * STREAMS_A_DISTRICT, householdsPerDistrict),
    }));
}

function districtSensors(seed: number, area: Area, base: number, householdCount: number): CitySensor[] {
  const load = fittedLoads[area.district]!;
  const reach = reachOf(area);
  const meter = (
    number: number,
    shape: SensorShape,
    customerClass: CustomerClass,
    meanKw: number,
    register: Register,
  ): CitySensor => ({
    stream: base + number,
    name: `lisbon-${area.district}-meter-${String(number).padStart(4, '0')}`,
    district: area.district,
    shape,
    register,
    customerClass,
    deliveryPoints: 1,
    location: placed(seed, area, base + number, reach),
    lagMs: 20_000 + Math.floor(uniform(seed, base + number, 1) * 580) * 1_000,
    scale: meanKw,
  });
  const meters: CitySensor[] = [];
  for (let n = 0; n < householdCount; n++) {
    // Half of the homes have a register that counts up, as most smart meters do; the other half sends intervals.
    const register =
      n % 2 === 0 ? interval(QUARTER_HOUR_MS, HOUSEHOLD_MAXIMUM_WATTS) : cumulative(HOUSEHOLD_MAXIMUM_WATTS);
    const spread = households.logMeanDeviation;
    const meanKw =
      households.meanKw * Math.exp(spread * gaussian(seed, base + n + 1, 2) - (spread * spread) / 2);
    meters.push(meter(n + 1, 'household', 'residential', meanKw, register));
  }
  let number = 9_000;
  for (const [customerClass, count, typicalKw] of BUSINESSES) {
    for (let n = 0; n < count; n++) {
      number++;
      const meanKw = typicalKw * Math.exp(0.6 * gaussian(seed, base + number, 2));
      const register = interval(QUARTER_HOUR_MS, Math.ceil(meanKw * 20) * 1_000);
      meters.push(meter(number, 'business', customerClass, meanKw, register));
    }
  }
  const metered = meters.reduce((sum, { scale }) => sum + scale, 0);
  return [...feedersOf(seed, area, base, 1 - metered / load.measuredMeanKw), ...meters];
}

/** Feeders carry what the meters of their own do not, so that the sum is the district's load. */
function feedersOf(seed: number, area: Area, base: number, share: number): CitySensor[] {
  const weights = Array.from({ length: FEEDERS }, (_, n) => 0.5 + uniform(seed, base + 90_000 + n, 3));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const peakKw = Math.max(...fittedLoads[area.district]!.weekKw);
  return weights.map((weight, n): CitySensor => {
    const stream = base + 90_000 + n;
    const part = weight / total;
    const fast = n < FAST_FEEDERS;
    return {
      stream,
      name: `lisbon-${area.district}-feeder-${String(n + 1).padStart(2, '0')}`,
      district: area.district,
      shape: 'feeder',
      register: interval(fast ? 20_000 : MINUTE_MS, Math.ceil(peakKw * part * 4) * 1_000),
      customerClass: n % 5 < 3 ? 'residential' : 'commercial',
      deliveryPoints: Math.max(1, Math.round(area.population * DELIVERY_POINTS_A_RESIDENT * part)),
      location: placed(seed, area, stream, reachOf(area)),
      // Well within the two intervals for which a load is held.
      lagMs: fast ? 1_000 + n * 3_000 : 2_000 + Math.floor(uniform(seed, stream, 1) * 42) * 1_000,
      scale: share * part,
    };
  });
}

/** Degrees of latitude about the centre that surely lie in the area. */
function reachOf(area: Area): number {
  const others = [...areas, alges].filter((other) => other !== area);
  const nearest = Math.min(...others.map(({ centre }) => distance(centre, area.centre)));
  return Math.min(0.35 * nearest, 0.005);
}

const LONGITUDE_SCALE = Math.cos((38.72 * Math.PI) / 180);
const distance = (a: readonly [number, number], b: readonly [number, number]) =>
  Math.hypot((a[0] - b[0]) * LONGITUDE_SCALE, a[1] - b[1]);

function placed(seed: number, { centre }: Area, stream: number, reach: number) {
  const radius = reach * Math.sqrt(uniform(seed, stream, 4));
  const angle = 2 * Math.PI * uniform(seed, stream, 5);
  return {
    longitude: Number((centre[0] + (radius * Math.cos(angle)) / LONGITUDE_SCALE).toFixed(5)),
    latitude: Number((centre[1] + radius * Math.sin(angle)).toFixed(5)),
  };
}
