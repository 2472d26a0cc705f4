import type { Seeded } from '@citywatt/test-harness/seeded';
import { type LoadedCity, type LoadedSensor, MINUTE_MS, QUARTER_HOUR_MS } from './city.ts';

/** One reading as it is sent; energy in whole milliwatt-hours. */
export interface SentReading {
  readonly sensor: LoadedSensor;
  /** Of a register when it was read, of an interval its end. Milliseconds since 1970 UTC. */
  readonly at: number;
  readonly value: number;
}

/** The evening before the clock of Lisbon changes: the first local day has 24 hours, the second 23. */
export const DATA_FROM = Date.parse('2023-03-25T18:00:00Z');
/** Minutes of data in one request: a repeat of a long one holds more of a sensor than the processor remembers. */
const MOST_REQUEST_MINUTES = 6;

/** The readings of one district in the order of their times, request by request, for ever; the same for the same seed. */
export function* requestsOf(city: LoadedCity, district: string, random: Seeded): Generator<SentReading[]> {
  const sensors = city.sensors.filter((sensor) => sensor.district === district);
  const meters = sensors.map((sensor) => meterOf(random.fork(sensor.name)));
  for (let minute = 0; ; ) {
    const request: SentReading[] = [];
    for (const end = minute + random.integer(1, MOST_REQUEST_MINUTES); minute < end; minute++) {
      const at = DATA_FROM + minute * MINUTE_MS;
      for (const [index, sensor] of sensors.entries()) {
        const meter = meters[index]!;
        meter.run();
        if (sensor.kind === 'cumulative') request.push({ sensor, at, value: meter.register });
        else if (minute > 0 && at % QUARTER_HOUR_MS === 0)
          request.push({ sensor, at, value: meter.takeInterval() });
      }
    }
    yield request;
  }
}

/** A household that never quite stops and never jumps, so that no value looks like a fault of the meter. */
function meterOf(random: Seeded) {
  const usual = random.integer(5_000, 20_000);
  let register = random.integer(1, 1_000) * 1_000_000;
  let intervalFrom = register;
  return {
    /** A minute passes. */
    run() {
      register += Math.round(usual * (0.7 + 0.6 * random.next()));
    },
    get register() {
      return register;
    },
    takeInterval() {
      const energy = register - intervalFrom;
      intervalFrom = register;
      return energy;
    },
  };
}

/** NDJSON as the door takes it; kilowatt-hours of six decimals are exact. */
export function linesOf(readings: readonly SentReading[]): string {
  return readings
    .map(({ sensor, at, value }) =>
      JSON.stringify(
        sensor.kind === 'cumulative'
          ? { sensor: sensor.name, eventTime: at / 1_000, registerKwh: kilowattHours(value) }
          : {
              sensor: sensor.name,
              intervalStart: (at - sensor.everyMs) / 1_000,
              intervalEnd: at / 1_000,
              energyKwh: kilowattHours(value),
            },
      ),
    )
    .join('\n');
}

const kilowattHours = (milliwattHours: number) => (milliwattHours / 1e6).toFixed(6);
