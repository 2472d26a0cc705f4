import type { Clock } from '../src/ports.ts';
import type { Doer } from './virtual-time.ts';
import type { World } from './world.ts';

/** One run of a program, from its start to its end; what it awaits after that never comes. */
export class SimulatedProcess implements Doer {
  readonly name: string;
  /** Whether faults end it; a door that dies is one whose client sends again, and that a door does anyway here. */
  readonly mortal: boolean;
  alive = true;
  stoppedUntil = 0;
  readonly clock: Clock;
  readonly #world: World;
  /** How far its own stopwatch is ahead: where it began, and time in which its thread did something else. */
  #aheadMs: number;
  /** Of each signal who sleeps until it is aborted: thousands of listeners come and go else. */
  readonly #sleepers = new WeakMap<AbortSignal, Set<() => void>>();

  constructor(world: World, name: string, mortal: boolean) {
    this.name = name;
    this.mortal = mortal;
    this.#world = world;
    // What is done once a minute is done early in some and late in others.
    this.#aheadMs = world.random.integer(0, 60_000);
    this.clock = {
      now: () => world.wallTime(),
      monotonic: () => {
        if (world.faults.happens('busy thread')) this.#aheadMs += 30;
        return world.time.now + this.#aheadMs;
      },
      sleep: (ms, signal) => this.#sleep(ms, signal),
      nextTurn: () => this.#sleep(0),
    };
  }

  crash(why: string): void {
    if (!this.alive) return;
    this.alive = false;
    this.#world.say(`${this.name} ${why}`);
  }

  stopFor(ms: number): void {
    this.stoppedUntil = this.#world.time.now + ms;
    this.#world.say(`${this.name} stands still for ${ms} ms`);
  }

  #sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const sleepers = signal && this.#sleepersOf(signal);
      const wake = () => {
        sleepers?.delete(wake);
        // A second time it does nothing.
        if (this.alive) resolve();
      };
      this.#world.time.after(ms, this, wake);
      sleepers?.add(wake);
    });
  }

  #sleepersOf(signal: AbortSignal): Set<() => void> {
    const known = this.#sleepers.get(signal);
    if (known) return known;
    const sleepers = new Set<() => void>();
    this.#sleepers.set(signal, sleepers);
    signal.addEventListener('abort', () => {
      for (const wake of sleepers) wake();
    });
    return sleepers;
  }
}
