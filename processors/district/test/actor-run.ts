import { qualityIndex } from '@citywatt/consumption-windows/reading-quality';
import type { DomainEvent } from '@citywatt/domain-events/event';
import type { CurrentReadings } from '@citywatt/measurement-store/repair';
import type { DistrictRollupRow } from '@citywatt/measurement-store/rows';
import { type ControlMessage, encodeControl } from '@citywatt/reading-stream/control';
import { FrameWriter } from '@citywatt/reading-stream/frame';
import { kindIndex, type SegmentKey } from '@citywatt/reading-stream/frame-layout';
import { encodeTick } from '@citywatt/reading-stream/tick';
import { countsWith, VERDICTS } from '@citywatt/reading-stream/verdict';
import type { DistrictDirectory } from '@citywatt/sensor-directory/directory';
import { packDirectory } from '@citywatt/sensor-directory/directory-schema';
import { captureWindows } from '../src/actor/capture.ts';
import type { ActorContext, Outbox, Refusal, SensorQuarter } from '../src/actor/outbox.ts';
import { PartitionActor } from '../src/actor/partition-actor.ts';
import { versionOf } from '../src/actor/version.ts';
import { decodePartition, encodePartition } from '../src/checkpoint/partition-codec.ts';
import { announceRepaired } from '../src/repair/announce-repaired.ts';
import { recountWindows } from '../src/repair/recount.ts';
import type { DistrictState } from '../src/state/district-state.ts';
import { PartitionState } from '../src/state/partition-state.ts';

const DAY_MS = 86_400_000;

export interface GivenReading {
  readonly sensor: number;
  readonly key: SegmentKey;
  /** Of an interval its end. */
  readonly eventTime: number;
  readonly value: number;
}

interface RawRow extends GivenReading {
  readonly verdict: number;
  readonly ingestTime: number;
  readonly version: bigint;
  readonly position: number;
}

const startOf = (row: GivenReading) => row.eventTime - row.key.intervalMs;

/** A partition's actor over a log, rows and raw readings held in memory: what stands around it, without I/O or clock. */
export class ActorRun {
  state = new PartitionState(0);
  readonly districtRows = new Map<string, DistrictRollupRow>();
  readonly sensorRows = new Map<string, SensorQuarter & { readonly version: bigint }>();
  readonly events: DomainEvent[] = [];
  readonly refused: Refusal[] = [];
  readonly cityWindows: { readonly district: string; readonly start: number; readonly closed: boolean }[] =
    [];
  readonly raw: RawRow[] = [];
  readonly actor: PartitionActor;
  readonly #log: { readonly type: 'frame' | 'tick' | 'control'; readonly data: Uint8Array }[] = [];
  #context: ActorContext;
  #checkpoint: { readonly sequence: number; readonly parts: readonly Uint8Array[] } | undefined;

  constructor() {
    this.actor = new PartitionActor({
      append: (
        { key, count, values, times, sensorNumbers, ingestTime, firstPosition },
        verdicts,
        version,
      ) => {
        for (let index = 0; index < count; index++) {
          this.raw.push({
            key,
            sensor: sensorNumbers[index]!,
            eventTime: times[index]!,
            value: values[index]!,
            verdict: verdicts[index]!,
            ingestTime,
            version,
            position: firstPosition + index,
          });
        }
      },
    });
    this.#context = this.#newContext();
  }

  #newContext(): ActorContext {
    const outbox: Outbox = {
      districtRow: (row) => {
        const key = `${row.district}/${row.resolution}/${row.windowStart}`;
        if ((this.districtRows.get(key)?.version ?? 0n) <= row.version) this.districtRows.set(key, row);
      },
      sensorRow: (district, quarter, version) => {
        const key = `${district.district}/${quarter.sensorNumber}/${quarter.start}`;
        if ((this.sensorRows.get(key)?.version ?? 0n) <= version)
          this.sensorRows.set(key, { ...quarter, version });
      },
      event: (_, event) => this.events.push(event),
      late: (_, refusal) => this.refused.push(refusal),
      deadletter: (_, refusal) => this.refused.push(refusal),
      cityWindow: (_, { district }, start, _energy, closed) =>
        this.cityWindows.push({ district, start, closed }),
    };
    return {
      partition: 0,
      generation: 1,
      outbox,
      sequence: this.state.position,
      tick: this.state.tick,
      longestGapMs: 89 * DAY_MS,
    };
  }

  get sequence(): number {
    return this.#log.length;
  }

  district(name: string): DistrictState {
    const found = [...this.state.districts.values()].find(({ district }) => district === name);
    if (!found) throw new RangeError(`no district ${name}`);
    return found;
  }

  directory(directory: DistrictDirectory): void {
    const { tenant, city, district, revision } = directory;
    this.control({
      type: 'directory.changed',
      tenant,
      city,
      district,
      revision,
      directory: packDirectory(directory),
    });
  }

  control(message: ControlMessage): void {
    this.#send('control', encodeControl(message));
  }

  tick(time: number): void {
    this.#send('tick', encodeTick(time));
  }

  readings(readings: readonly GivenReading[], ingestTime: number): void {
    const writer = new FrameWriter();
    for (const { key, sensor, eventTime, value } of readings) writer.add(key, sensor, eventTime, value);
    this.#send('frame', writer.take(ingestTime));
  }

  #send(type: 'frame' | 'tick' | 'control', data: Uint8Array) {
    this.#log.push({ type, data });
    this.#apply(this.#log.length);
  }

  #apply(sequence: number) {
    const { type, data } = this.#log[sequence - 1]!;
    this.#context.sequence = sequence;
    this.actor[type](this.#context, this.state, data);
  }

  /** What the flush does each second. */
  capture(): void {
    for (const district of this.state.districts.values()) captureWindows(this.#context, district);
  }

  /** Rows first, then the state, as the worker does. */
  checkpoint(): void {
    this.capture();
    this.#checkpoint = { sequence: this.state.position, parts: encodePartition(this.state) };
  }

  /** Everything since the checkpoint is lost but the rows and the log, and is applied again. */
  crash(): void {
    const { sequence, parts } = this.#checkpoint ?? { sequence: 0, parts: [] };
    this.state = decodePartition(0, sequence, parts);
    this.#context = this.#newContext();
    for (let next = sequence + 1; next <= this.#log.length; next++) this.#apply(next);
  }

  /** Each reading once, the later arrival's value; sorted as the store gives them. */
  current(district: DistrictState): CurrentReadings {
    const arrivals = new Map<string, RawRow[]>();
    const own = this.raw.filter(
      ({ key, verdict }) => key.district === district.district && countsWith(verdict),
    );
    const rank = ({ verdict }: RawRow) => (verdict === VERDICTS.estimate ? 0 : 1);
    own.sort(
      (a, b) =>
        rank(a) - rank(b) ||
        (a.version === b.version ? a.position - b.position : a.version < b.version ? -1 : 1),
    );
    for (const row of own) {
      const identity = `${row.sensor}/${row.key.register}/${row.key.kind}/${startOf(row)}`;
      const known = arrivals.get(identity);
      if (known) known.push(row);
      else arrivals.set(identity, [row]);
    }
    const rows = [...arrivals.values()]
      .map((same) => ({
        ...same.at(-1)!,
        distinct: new Set(same.filter(rank).map(({ value }) => value)).size,
        oldest: Math.min(...same.map(({ ingestTime }) => ingestTime)),
      }))
      .sort(
        (a, b) =>
          a.sensor - b.sensor ||
          (a.key.register < b.key.register ? -1 : a.key.register > b.key.register ? 1 : 0) ||
          startOf(a) - startOf(b),
      );
    return {
      sensorNumber: rows.map(({ sensor }) => sensor),
      register: rows.map(({ key }) => key.register),
      registerKind: rows.map(({ key }) => kindIndex(key.kind)),
      intervalStart: rows.map(startOf),
      intervalMs: rows.map(({ key }) => key.intervalMs),
      value: rows.map(({ value }) => value),
      quality: rows.map(({ key }) => qualityIndex(key.quality)),
      verdict: rows.map(({ verdict }) => verdict),
      distinctValues: rows.map(({ distinct }) => distinct),
      oldestIngestTime: rows.map(({ oldest }) => oldest),
    };
  }

  /** Makes every cold hour anew, as the repair path does: from the raw readings, with the version of what is flushed. */
  repair(): void {
    this.capture();
    for (const district of this.state.districts.values()) {
      const readings = this.current(district);
      this.#resolveUnresolved(district, readings);
      const cold = new Set(district.marks.cold.keys());
      const hourOf = (time: number) => district.calendar.windowStart('hour', time);
      const version = versionOf(1, this.state.position);
      const inCold = (start: number) => cold.has(hourOf(start));
      const stored = [...this.districtRows.values()].filter((row) => row.district === district.district);
      const storedOf = (resolution: string) =>
        stored
          .filter((row) => row.resolution === resolution && inCold(row.windowStart))
          .map((row) => ({ ...row, start: row.windowStart }));
      const quarters = storedOf('quarter-hour');
      const { sensorRows, districtRows } = recountWindows({
        district,
        readings,
        wanted: inCold,
        longestGapMs: this.#context.longestGapMs,
        version,
        stored: {
          sensorQuarters: [...this.sensorRows.entries()]
            .filter(([key]) => key.startsWith(`${district.district}/`))
            .map(([, row]) => row),
          minutes: storedOf('minute'),
          quarters,
        },
      });
      for (const row of districtRows) this.#context.outbox.districtRow(row);
      announceRepaired(
        { partition: 0, outbox: this.#context.outbox, district, version },
        districtRows,
        quarters,
      );
      for (const row of sensorRows) {
        this.#context.outbox.sensorRow(district, { ...row, start: row.windowStart }, version);
      }
      district.marks.cold.clear();
    }
  }

  #resolveUnresolved(district: DistrictState, readings: CurrentReadings) {
    const hourOf = (time: number) => district.calendar.windowStart('hour', time);
    for (const [hour, sequence] of district.marks.unresolved) {
      const end = district.calendar.windowEnd('hour', hour);
      for (const [index, start] of Array.from(readings.intervalStart).entries()) {
        if (start < hour || start >= end || readings.registerKind[index] === 1) continue;
        const near = (at: number) =>
          readings.sensorNumber[at] === readings.sensorNumber[index] ? readings.intervalStart[at]! : start;
        for (
          let time = hourOf(near(index - 1));
          time < Math.min(near(index + 1), district.hotFrom);
          time += 3_600_000
        )
          district.marks.cold.set(hourOf(time), sequence);
      }
    }
    district.marks.unresolved.clear();
  }
}

/** Energy by window start of one resolution, windows of nothing left out. */
export function energyOf(run: ActorRun, district: string, resolution: DistrictRollupRow['resolution']) {
  const windows = new Map<number, number>();
  for (const row of run.districtRows.values()) {
    if (row.district !== district || row.resolution !== resolution || row.energyMilliwattHours === 0)
      continue;
    windows.set(row.windowStart, row.energyMilliwattHours);
  }
  return new Map([...windows].sort(([a], [b]) => a - b));
}
