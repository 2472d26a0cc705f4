import { decodeHeldReadings } from '@citywatt/reading-stream/held-readings';
import { readingsIn } from './frame-readings.ts';
import type { HistoricalQuarters } from './historical-quarters.ts';
import type { MadeCity } from './made-city.ts';
import type { MadeReading } from './made-readings.ts';
import type { Poison } from './poison.ts';
import type { World } from './world.ts';

/** What processors publish by themselves: estimates into the stream, and what could not be counted beside it. */
export class WatchedMessages {
  /** Readings in LATE, by `lateKey`. */
  readonly late = new Set<string>();
  readonly #world: World;
  readonly #city: MadeCity;
  readonly #history: HistoricalQuarters;
  readonly #poison: Poison;

  constructor(world: World, city: MadeCity, history: HistoricalQuarters, poison: Poison) {
    this.#world = world;
    this.#city = city;
    this.#history = history;
    this.#poison = poison;
  }

  published(subject: string, data: Uint8Array): void {
    const [to, , what] = subject.split('.');
    if (to === 'p' && what === 'frames') {
      for (const reading of readingsIn(data, this.#city)) this.#estimated(reading);
    } else if (to === 'deadletter') this.#deadLetter(data);
    else if (to === 'late') this.#late(data);
  }

  /** The profile's own value, for an interval that the sensor sends. */
  #estimated(reading: MadeReading): void {
    const { district, sensor, intervalMs, time, value, mark } = reading;
    const said = `${district}/${sensor} until ${time}`;
    if (mark !== 'estimate')
      this.#world.violate(`a processor says of ${said} ${value} and not that it is estimated`);
    const right = this.#history.estimateOf(district, sensor, intervalMs);
    if (value !== right) this.#world.violate(`${said} is estimated as ${value}, its profile gives ${right}`);
    const { from, until } = this.#city.lives.find(
      (life) => life.district === district && life.sensor === sensor,
    )!;
    if ((time - from) % intervalMs !== 0 || time <= from || time > until)
      this.#world.violate(`${said} is estimated, and the sensor has no interval that ends there`);
    this.#world.met('gap estimated');
  }

  #deadLetter(data: Uint8Array): void {
    if (decodeHeldReadings(data)) return;
    const { sequence } = JSON.parse(new TextDecoder().decode(data)) as { sequence: number };
    this.#poison.refused(this.#world, sequence);
  }

  #late(data: Uint8Array): void {
    const held = decodeHeldReadings(data);
    if (!held) return;
    for (const [index, sensor] of held.sensorNumbers.entries()) {
      const { district, reason } = held;
      if (reason !== 'beyond-raw-retention')
        this.#world.violate(`LATE says ${reason} of ${district}/${sensor}`);
      this.late.add(lateKey({ district, sensor, time: held.times[index]!, value: held.values[index]! }));
    }
  }
}

export const lateKey = ({
  district,
  sensor,
  time,
  value,
}: Pick<MadeReading, 'district' | 'sensor' | 'time' | 'value'>) => `${district}/${sensor}/${time}/${value}`;
