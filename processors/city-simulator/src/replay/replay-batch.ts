import type { CityClock } from '@citywatt/sensor-directory/directory';
import type { ProvisionRequest } from '@citywatt/sensor-directory/provision';
import type { NatsConnection } from '@nats-io/nats-core';
import type { DoorAnswer } from '../door/answer.ts';
import type { Door } from '../door/door.ts';
import { untilKnownAtDoor } from '../door/known-at-door.ts';
import { provision } from '../provision/provision-city.ts';
import type { ReplayColumns } from './replay-columns.ts';
import type { ReplayRow } from './replay-row.ts';
import { registerOf, replayLine, sensorName } from './replay-sensors.ts';

export interface ReplayCity {
  readonly tenant: string;
  readonly city: string;
  readonly name: string;
  readonly timeZone: string;
  readonly clock: CityClock;
}

export interface BatchSenderOptions {
  readonly city: ReplayCity;
  readonly value: ReplayColumns['value'];
  readonly intervalMs: number | undefined;
  readonly deliveryPoints: number;
  readonly connection: NatsConnection;
  readonly door: Door;
  readonly signal: AbortSignal;
  readonly onAnswer: (answer: DoorAnswer) => void;
}

export interface BatchSender {
  send(rows: readonly ReplayRow[]): Promise<void>;
  readonly districts: ReadonlySet<string>;
  readonly sensors: ReadonlySet<string>;
}

/** More would not fit one message. */
const SENSORS_A_REQUEST = 1_500;

/** Makes districts and sensors that a batch names for the first time, then sends it through the door. */
export function createBatchSender(options: BatchSenderOptions): BatchSender {
  const { city, value, intervalMs, connection, door, signal } = options;
  const districts = new Set<string>();
  const sensors = new Set<string>();

  async function makeNew(rows: readonly ReplayRow[]) {
    const fresh = new Map<string, ReplayRow[]>();
    for (const row of rows) {
      const name = sensorName(city.city, row);
      if (sensors.has(name)) continue;
      sensors.add(name);
      districts.add(row.district);
      fresh.set(row.district, [...(fresh.get(row.district) ?? []), row]);
    }
    for (const of of fresh.values()) {
      for (let at = 0; at < of.length; at += SENSORS_A_REQUEST) {
        await provision(connection, requestFor(of.slice(at, at + SENSORS_A_REQUEST)), signal);
      }
    }
    return new Set([...fresh.values()].map((of) => of.at(-1)!));
  }

  function requestFor(rows: readonly ReplayRow[]): ProvisionRequest {
    const { tenant, ...rest } = city;
    return {
      tenant,
      city: rest,
      districts: [
        {
          district: rows[0]!.district,
          name: rows[0]!.districtName,
          sensors: rows.map((row) => ({
            name: sensorName(city.city, row),
            registers: [registerOf(row, value, intervalMs)],
            // The class whose privacy threshold is the strictest: a file does not say.
            customerClass: 'residential' as const,
            deliveryPoints: options.deliveryPoints,
          })),
        },
      ],
    };
  }

  return {
    districts,
    sensors,
    async send(rows) {
      const probes = await makeNew(rows);
      for (const probe of probes) {
        options.onAnswer(await untilKnownAtDoor(door, replayLine(city.city, probe, value), signal));
      }
      // What has told that the door knows a sensor has arrived: sent again it would be a duplicate.
      const rest = rows.filter((row) => !probes.has(row));
      if (rest.length === 0) return;
      const lines = rest.map((row) => replayLine(city.city, row, value)).join('');
      options.onAnswer(await door.send(lines, signal));
    },
  };
}
