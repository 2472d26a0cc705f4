import type { EventPublisher } from '@citywatt/domain-events/publish';
import { type CityInput, encodeCityInput } from '@citywatt/reading-stream/city-input';
import { cityInputSubject, deadletterSubject, lateSubject } from '@citywatt/reading-stream/subjects';
import type { MessageSink, RowStore } from '../ports.ts';
import type { CityInputs, CollectedOutput } from './collected-output.ts';
import { insertRows } from './insert-rows.ts';
import { encodeRefusal } from './refusal-message.ts';
import type { Persist } from './retry.ts';

export interface FlushTargets {
  readonly rows: RowStore;
  readonly sink: MessageSink;
  readonly events: EventPublisher;
  /** Repeats until it succeeds. */
  readonly persist: Persist;
}

/**
 * Resolves when every store has acknowledged all of it. Each part is repeated until it succeeds: a repeat is harmless,
 * since rows are absolute and keyed by identity, and messages carry the id of what they say.
 */
export async function flushOutput(targets: FlushTargets, output: CollectedOutput): Promise<void> {
  const { rows, sink, events, persist } = targets;
  const districts = [...output.districtRows.values()];
  await Promise.all([
    insertRows(targets, {
      what: 'district rollups',
      count: districts.length,
      insert: (from, to) => rows.insertDistricts(districts.slice(from, to)),
      row: (index) => districts[index]!,
    }),
    ...output.sensorBlocks.map((block) =>
      insertRows(targets, {
        what: 'sensor rollups',
        count: block.rows,
        insert: (from, to) => rows.insertSensors(block, from, to),
        row: (index) => block.row(index),
      }),
    ),
    output.events.length > 0 && persist('events', () => events.publish(output.events)),
    ...[...output.cityInputs.values()].map((inputs) =>
      persist('city input', () =>
        sink.publish(cityInputSubject(inputs.target), encodeCityInput(columnsOf(inputs))),
      ),
    ),
    ...output.refusedLate.map(({ partition, refusal }) =>
      persist('late', () => sink.publish(lateSubject(partition), encodeRefusal(refusal))),
    ),
    ...output.deadletters.map(({ partition, refusal }) =>
      persist('dead letter', () => sink.publish(deadletterSubject(partition), encodeRefusal(refusal))),
    ),
  ]);
}

function columnsOf(inputs: CityInputs): CityInput {
  const windows = [...inputs.windows.values()];
  return {
    tenant: inputs.tenant,
    city: inputs.city,
    district: windows.map((window) => window.district),
    windowStart: windows.map((window) => window.windowStart),
    energyMilliwattHours: windows.map((window) => window.energyMilliwattHours),
    closed: windows.map((window) => window.closed),
    version: windows.map((window) => window.version),
  };
}
