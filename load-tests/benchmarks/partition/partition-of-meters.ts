import { captureWindows } from '@citywatt/district-processor/actor/capture';
import type { ActorContext } from '@citywatt/district-processor/actor/outbox';
import { PartitionActor, type RawSink } from '@citywatt/district-processor/actor/partition-actor';
import { PartitionState } from '@citywatt/district-processor/state/partition-state';
import { CollectedOutput } from '@citywatt/district-processor/worker/collected-output';
import { encodeControl } from '@citywatt/reading-stream/control';
import { packDirectory } from '@citywatt/sensor-directory/directory-schema';
import { type CityOptions, directoryOf, districtKeys } from '../pipeline/city-of-meters.ts';

const PARTITION = 0;
const GENERATION = 1;
const LONGEST_GAP_MS = 89 * 86_400_000;

/** One partition that owns all districts of a city, and the actor that applies its frames: the worker without its I/O. */
export class PartitionOfMeters {
  readonly state = new PartitionState(PARTITION);
  readonly #actor: PartitionActor;
  #output = new CollectedOutput();
  #sequence = 0;

  constructor(city: CityOptions, raw: RawSink) {
    this.#actor = new PartitionActor(raw);
    for (const [index, key] of districtKeys(city).entries()) {
      const directory = packDirectory(directoryOf(city, index));
      const message = encodeControl({ type: 'directory.changed', ...key, revision: 1, directory });
      this.#actor.control(this.#next(), this.state, message);
    }
  }

  apply(frames: readonly Uint8Array[]): void {
    for (const frame of frames) this.#actor.frame(this.#next(), this.state, frame);
  }

  /** Everything since the last time, with the changed windows as they stand: what a flush begins with. */
  handOver(): CollectedOutput {
    const context = this.#context();
    for (const district of this.state.districts.values()) {
      if (district.windowsChanged) captureWindows(context, district);
    }
    const output = this.#output;
    this.#output = new CollectedOutput();
    return output;
  }

  #next(): ActorContext {
    this.#sequence++;
    return this.#context();
  }

  #context(): ActorContext {
    return {
      partition: PARTITION,
      generation: GENERATION,
      outbox: this.#output,
      sequence: this.#sequence,
      tick: this.state.tick,
      longestGapMs: LONGEST_GAP_MS,
    };
  }
}
