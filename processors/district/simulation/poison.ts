import { encodeControl } from '@citywatt/reading-stream/control';
import { cityInputSubject, controlSubject, framesSubject } from '@citywatt/reading-stream/subjects';
import type { Seeded } from '@citywatt/test-harness/seeded';
import type { LoggedMessage } from './simulated-stream.ts';
import type { World } from './world.ts';

/** Messages that nobody can read: each must end in DEADLETTER, and none in anybody's way. */
export class Poison {
  readonly #made = new WeakSet<Uint8Array>();
  /** Sequences in the stream. */
  readonly #taken = new Set<number>();
  readonly #listed = new Set<number>();

  /** @param frame that was published some time, to be cut. */
  make(
    random: Seeded,
    partition: number,
    frame: Uint8Array | undefined,
  ): { readonly subject: string; readonly data: Uint8Array } {
    const bytes = Uint8Array.from({ length: random.integer(0, 60) }, () => random.integer(0, 255));
    const subject = random.pick([framesSubject, controlSubject, cityInputSubject])(partition);
    const data = random.pick([
      bytes,
      frame ? frame.slice(0, random.integer(0, frame.length - 1)) : bytes,
      new TextEncoder().encode('{"type":"rebuild","tenant":"demo"}'),
      encodeControl({
        type: 'directory.changed',
        tenant: 'demo',
        city: 'city',
        district: 'nowhere',
        revision: 1,
        directory: { sensors: 'none' },
      }),
    ]);
    this.#made.add(data);
    return { subject, data };
  }

  /** @returns whether the message is one of these. */
  taken({ sequence, data }: LoggedMessage): boolean {
    if (!this.#made.has(data)) return false;
    this.#taken.add(sequence);
    return true;
  }

  /** A refusal of a whole message came into DEADLETTER. */
  refused(world: World, sequence: number): void {
    if (!this.#taken.has(sequence)) world.violate(`message ${sequence} was refused, and it can be read`);
    this.#listed.add(sequence);
  }

  allListed(world: World): void {
    for (const sequence of this.#taken) {
      if (!this.#listed.has(sequence)) world.violate(`message ${sequence} cannot be read and is not listed`);
    }
    if (this.#listed.size > 0) world.met('poison listed', this.#listed.size);
  }
}
