import { whileSimulated } from './real-world-guard.ts';

/** Whose work an event is: a process that died does none of its own any more, one that is stopped does it later. */
export interface Doer {
  readonly alive: boolean;
  /** Virtual milliseconds until which it stands still. */
  readonly stoppedUntil: number;
}

interface Event {
  readonly at: number;
  readonly order: number;
  readonly doer: Doer | undefined;
  readonly run: () => void;
}

/** Events between two looks at the real event loop: each look is a system call. */
const EVENTS_A_TURN = 128;

const isBefore = (a: Event, b: Event) => a.at < b.at || (a.at === b.at && a.order < b.order);

/**
 * The one event queue of a simulation: everything that happens is an event on it, in the order of its virtual time and,
 * at the same time, of its entry. Between two events all promises that can go on have gone on.
 */
export class VirtualTime {
  /** Virtual milliseconds since the simulation began. */
  now = 0;
  events = 0;
  readonly #heap: Event[] = [];
  #order = 0;

  after(delayMs: number, doer: Doer | undefined, run: () => void): void {
    this.#push({ at: this.now + Math.max(0, delayMs), order: this.#order++, doer, run });
  }

  /** Runs event after event until `done` says so; answers false when virtual time `until` came first. */
  async run(until: number, done: () => boolean): Promise<boolean> {
    return await new Promise((resolve, reject) => {
      let outcome: boolean | undefined;
      const step = () => {
        if (outcome !== undefined) return;
        try {
          if (done()) outcome = true;
          else if (!this.#next(until)) outcome = false;
        } catch (error) {
          outcome = false;
          reject(error);
        }
      };
      whileSimulated(EVENTS_A_TURN, step, () => {
        if (outcome !== undefined) resolve(outcome);
        return outcome === undefined;
      });
    });
  }

  #next(until: number): boolean {
    for (;;) {
      const event = this.#heap[0];
      if (!event || event.at > until) return false;
      this.#pop();
      const { doer } = event;
      if (doer && !doer.alive) continue;
      this.now = event.at;
      if (doer && doer.stoppedUntil > this.now) {
        this.#push({ ...event, at: doer.stoppedUntil, order: this.#order++ });
        continue;
      }
      this.events++;
      event.run();
      return true;
    }
  }

  #push(event: Event): void {
    const heap = this.#heap;
    let at = heap.push(event) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(event, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = event;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop()!;
    const size = heap.length;
    if (size === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
  }
}
