import { decodeCityInput } from '@citywatt/reading-stream/city-input';
import { type ControlMessage, decodeControl } from '@citywatt/reading-stream/control';
import { FrameCursor } from '@citywatt/reading-stream/frame';
import { MAX_FRAME_READINGS } from '@citywatt/reading-stream/frame-layout';
import { decodeTick } from '@citywatt/reading-stream/tick';
import { unpackDirectory } from '@citywatt/sensor-directory/directory-schema';
import { CityState } from '../state/city-state.ts';
import { DistrictState } from '../state/district-state.ts';
import type { PartitionState } from '../state/partition-state.ts';
import { applyCityInput } from './apply-city-input.ts';
import { applySegment, noOutcomes, type OutcomeCounts } from './apply-segment.ts';
import { markColdRange } from './cold-hours.ts';
import { settleFacts } from './district-facts.ts';
import { hold, holdStopped } from './hold-readings.ts';
import { dropInactive, expireLive } from './live-load.ts';
import type { ActorContext } from './outbox.ts';
import { versionOf } from './version.ts';
import { advance, closeUntil, endOfData, nowOf } from './watermark.ts';
import { emitWindowEvents } from './window-events.ts';

/** Where raw readings go, each with its verdict. */
export interface RawSink {
  append(cursor: FrameCursor, verdicts: Uint8Array, version: bigint): void;
}

/** Applies the messages of partitions, one after the other, to their state. No I/O, no clock. */
export class PartitionActor {
  readonly outcomes: OutcomeCounts = noOutcomes();
  /** Readings by code of their verdict. */
  readonly verdictCounts = new Float64Array(256);
  readonly #cursor = new FrameCursor();
  readonly #verdicts = new Uint8Array(MAX_FRAME_READINGS);
  readonly #raw: RawSink;

  constructor(raw: RawSink) {
    this.#raw = raw;
  }

  /** Each method takes one message; `context.sequence` is its sequence. @throws {FrameError} before anything changed. */
  frame(context: ActorContext, state: PartitionState, data: Uint8Array): number {
    const cursor = this.#cursor.open(data);
    const version = versionOf(context.generation, context.sequence);
    const touched = new Set<DistrictState>();
    const heard = new Set<DistrictState>();
    while (cursor.next()) {
      const { key } = cursor;
      const district = state.districts.get(`${key.tenant}/${key.city}/${key.district}`);
      if (!district) {
        hold(context, cursor, 'unknown-district', () => true);
        continue;
      }
      const anyHeld = applySegment(context, district, cursor, this.outcomes, this.#verdicts);
      if (anyHeld) holdStopped(context, cursor, this.#verdicts);
      for (let index = 0; index < cursor.count; index++) this.verdictCounts[this.#verdicts[index]!]!++;
      this.#raw.append(cursor, this.#verdicts, version);
      touched.add(district);
      if (key.mark !== 'estimate') heard.add(district);
    }
    for (const district of heard) {
      district.ticksSinceReading = 0;
      district.ended = false;
    }
    for (const district of touched) this.#settle(context, district);
    state.position = context.sequence;
    return cursor.readingCount;
  }

  tick(context: ActorContext, state: PartitionState, data: Uint8Array): void {
    const time = decodeTick(data);
    state.position = context.sequence;
    if (!(time > state.tick)) return;
    state.tick = time;
    context.tick = time;
    for (const district of state.districts.values()) {
      if (district.clock === 'data') continue;
      district.ticksSinceReading++;
      this.#settle(context, district);
    }
  }

  control(context: ActorContext, state: PartitionState, data: Uint8Array): void {
    const message = decodeControl(data);
    if (message.type === 'directory.changed') this.#directoryChanged(state, message);
    for (const district of state.districts.values()) {
      if (district.tenant !== message.tenant || district.city !== message.city) continue;
      if (message.type === 'data.ended') {
        district.ended = true;
        closeUntil(context, district, endOfData(district));
      } else if (district.district !== message.district) continue;
      else if (message.type === 'rebuild')
        markColdRange(district, message.from, message.to, context.sequence);
      this.#settle(context, district);
    }
    state.position = context.sequence;
  }

  cityInput(context: ActorContext, state: PartitionState, data: Uint8Array): void {
    const input = decodeCityInput(data);
    const key = `${input.tenant}/${input.city}/`;
    let city = state.cities.get(key);
    if (!city) {
      city = new CityState(input);
      state.cities.set(key, city);
    }
    applyCityInput(context, city, input);
    state.position = context.sequence;
  }

  #directoryChanged(state: PartitionState, message: ControlMessage & { type: 'directory.changed' }) {
    const directory = unpackDirectory(message.directory);
    const key = `${directory.tenant}/${directory.city}/${directory.district}`;
    let district = state.districts.get(key);
    if (!district) {
      district = new DistrictState(directory);
      state.districts.set(key, district);
    }
    if (district.applyDirectory(directory)) {
      dropInactive(district);
      district.liveChanged = true;
    }
  }

  /** What follows from a message once all of it is applied. */
  #settle(context: ActorContext, district: DistrictState) {
    advance(context, district);
    expireLive(district, nowOf(district, context.tick));
    emitWindowEvents(context, district);
    settleFacts(context, district);
    if (district.liveChanged) district.sequence = context.sequence;
  }
}
