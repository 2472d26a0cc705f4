import type { Seeded } from '@citywatt/test-harness/seeded';
import type { Faults } from './faults.ts';
import type { Happening } from './happenings.ts';
import type { Trace } from './trace.ts';
import type { VirtualTime } from './virtual-time.ts';

/** Something that must never be was seen. */
export class Violation extends Error {
  readonly code = 'VIOLATION';
}

export interface WorldOptions {
  readonly time: VirtualTime;
  readonly random: Seeded;
  readonly faults: Faults;
  readonly trace: Trace;
  /** Wall time at the beginning, milliseconds since 1970 UTC. */
  readonly wallStart: number;
  /** Milliseconds of wall time a virtual second: hours of readings must pass in a minute of timers. */
  readonly wallLeapMs: number;
}

/** What all parts of one simulation share. */
export class World {
  readonly time: VirtualTime;
  readonly random: Seeded;
  readonly faults: Faults;
  readonly violations: string[] = [];
  /** How often the run came to something that it is for. */
  readonly happenings = new Map<Happening, number>();
  readonly #trace: Trace;
  readonly #wallStart: number;
  #wallLeapMs: number;
  #skipped = 0;

  constructor(options: WorldOptions) {
    this.time = options.time;
    this.random = options.random;
    this.faults = options.faults;
    this.#trace = options.trace;
    this.#wallStart = options.wallStart;
    this.#wallLeapMs = options.wallLeapMs;
  }

  /**
   * Milliseconds since 1970 UTC. It leaps from second to second and in between goes as it does: so a worker that has
   * applied the last tick is at the live edge.
   */
  wallTime(): number {
    const second = Math.floor(this.time.now / 1_000);
    return this.#wallStart + this.#skipped + second * this.#wallLeapMs + Math.floor(this.time.now % 1_000);
  }

  /** Wall time goes on by so much at once, as over a night in which nothing is sent. */
  skipWallTime(ms: number): void {
    this.#skipped += ms;
  }

  /** From here on wall time goes no faster than virtual time. */
  endLeaps(): void {
    const second = Math.floor(this.time.now / 1_000);
    this.#skipped += second * (this.#wallLeapMs - 1_000);
    this.#wallLeapMs = 1_000;
  }

  say(what: string): void {
    this.#trace.add(`${this.time.now.toFixed(1)} ${what}`);
  }

  met(happening: Happening, times = 1): void {
    this.happenings.set(happening, (this.happenings.get(happening) ?? 0) + times);
  }

  violate(what: string): void {
    this.say(`VIOLATION ${what}`);
    this.violations.push(what);
  }
}
