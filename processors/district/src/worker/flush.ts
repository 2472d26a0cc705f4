import type { EventPublisher } from '@citywatt/domain-events/publish';
import type { DistrictRollupRow } from '@citywatt/measurement-store/rows';
import { type CityInput, encodeCityInput } from '@citywatt/reading-stream/city-input';
import { cityInputSubject, deadletterSubject, lateSubject } from '@citywatt/reading-stream/subjects';
import type { MessageSink, RowStore } from '../ports.ts';
import type { CityInputs, CollectedOutput } from './collected-output.ts';
import { insertRows } from './insert-rows.ts';
import { encodeRefusal } from './refusal-message.ts';
import type { Persist } from './retry.ts';

const DISTRICT_ROWS_AT_ONCE = 20_000;

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
    insertDistricts(targets, districts),
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

/**
 * Some thousands at a time: making the columns of all that years of history give out in a second would hold up the event
 * loop for longer than a lease may go without renewal.
 */
async function insertDistricts(targets: FlushTargets, rows: readonly DistrictRollupRow[]): Promise<void> {
  for (let at = 0; at < rows.length; at += DISTRICT_ROWS_AT_ONCE) {
    const part = rows.slice(at, at + DISTRICT_ROWS_AT_ONCE);
    await insertRows(targets, {
      what: 'district rollups',
      count: part.length,
      insert: (from, to) => targets.rows.insertDistricts(part.slice(from, to)),
      row: (index) => part[index]!,
    });
  }
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
