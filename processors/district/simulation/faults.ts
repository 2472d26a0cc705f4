import type { Seeded } from '@citywatt/test-harness/seeded';

/** Least and greatest chance a step, of seeds that have the fault at all. */
const CHANCES = {
  /** A process ends between two of its steps. */
  crash: [0.0003, 0.02],
  /** A process stands still for seconds and goes on as if nothing had been. */
  pause: [0.005, 0.1],
  /** The same while an answer is on its way: leases end in the middle of things. */
  'pause in a request': [0.0003, 0.01],
  'lost request': [0.001, 0.1],
  'lost answer': [0.001, 0.1],
  /** Given up by its process, and taken by the server afterwards. */
  'late request': [0.001, 0.05],
  'repeated request': [0.002, 0.05],
  'slow request': [0.005, 0.2],
  /** What is written in one go with what was read for it. */
  'slow statement': [0.01, 0.2],
  'store down': [0.002, 0.02],
  'store slow': [0.002, 0.02],
  'stream down': [0.002, 0.02],
  'stream connection lost': [0.002, 0.05],
  'repeated delivery': [0.01, 0.2],
  /** The process's thread is busy with something else. */
  'busy thread': [0.01, 0.3],
  'tick jumps ahead': [0.005, 0.05],
  'tick goes back': [0.005, 0.05],
  'tick missing': [0.01, 0.3],
  /** The supervisor starts another worker, or ends one in good order. */
  'worker added': [0.01, 0.1],
  'worker stopped': [0.01, 0.1],
  'rebuild asked': [0.005, 0.05],
  'checkpoint unusable': [0.01, 0.2],
  /** Somebody publishes what cannot be read. */
  'poison message': [0.005, 0.1],
} as const;

export type FaultKind = keyof typeof CHANCES;
export const FAULT_KINDS = Object.keys(CHANCES) as readonly FaultKind[];

/** Half of the kinds a seed, each with a chance of its own: what two faults do to each other drowns when all are there. */
export class Faults {
  readonly counts = new Map<FaultKind, number>();
  readonly #random: Seeded;
  readonly #chances: ReadonlyMap<FaultKind, number>;
  readonly #spared: ReadonlySet<number>;
  #happened = 0;
  #over = false;

  /** @param spared faults by their number in the order in which they happen; these do not happen. */
  constructor(random: Seeded, only: ReadonlySet<FaultKind> | undefined, spared: ReadonlySet<number>) {
    this.#random = random;
    this.#spared = spared;
    const chances = new Map<FaultKind, number>();
    for (const kind of FAULT_KINDS) {
      const [least, greatest] = CHANCES[kind];
      const chance = least * (greatest / least) ** random.next();
      const has = random.next() < 0.5;
      if (only ? only.has(kind) : has) chances.set(kind, chance);
    }
    this.#chances = chances;
  }

  happens(kind: FaultKind): boolean {
    const chance = this.#chances.get(kind);
    if (chance === undefined || this.#over || this.#random.next() >= chance) return false;
    if (this.#spared.has(this.#happened++)) return false;
    this.count(kind);
    return true;
  }

  /** One that is made to happen. */
  count(kind: FaultKind): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
  }

  /** Faults that have happened or were spared. */
  get happened(): number {
    return this.#happened;
  }

  /** From here on nothing fails. */
  end(): void {
    this.#over = true;
  }
}
