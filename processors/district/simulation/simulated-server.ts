import type { SimulatedProcess } from './simulated-process.ts';
import type { World } from './world.ts';

export const GIVEN_UP_AFTER_MS = 2_000;
const REFUSED_AFTER_MS = 1;
const SLOW_MS = 3_000;
const LATE_MS = 20_000;

/** The server did not answer, or said no. */
export class RequestFailed extends Error {
  readonly code = 'REQUEST_FAILED';
}

/** A server at the other end of a network: each request may be lost on its way, late, repeated, or lose its answer. */
export class SimulatedServer {
  readonly name: string;
  downUntil = 0;
  slowUntil = 0;
  readonly #world: World;

  constructor(world: World, name: string) {
    this.#world = world;
    this.name = name;
  }

  get down(): boolean {
    return this.downUntil > this.#world.time.now;
  }

  /**
   * @param effect what the server does; what it throws is its answer. Runs twice when the request is repeated, and may
   * run when its process is dead or has given it up.
   * @param repeats whether the network may repeat it, as a client that sends a request anew by itself.
   * @param commit what the server does with it when the statement ends: what it has read by then may be old.
   */
  request<Result>(
    process: SimulatedProcess,
    what: string,
    effect: () => Result,
    {
      repeats = false,
      commit,
    }: { readonly repeats?: boolean; readonly commit?: (read: Result) => void } = {},
  ): Promise<Result> {
    const { faults, time, random } = this.#world;
    if (!process.alive || (process.mortal && faults.happens('crash'))) {
      process.crash(`dies before ${what}`);
      return new Promise(() => {});
    }
    if (process.mortal && faults.happens('pause in a request'))
      process.stopFor(random.integer(1_000, 15_000));
    return new Promise((resolve, reject) => {
      const refuse = (afterMs: number, why: string) =>
        time.after(afterMs, process, () => reject(new RequestFailed(`${what}: ${why}`)));
      const lost = faults.happens('lost request');
      const late = !lost && faults.happens('late request');
      if (lost || late) refuse(GIVEN_UP_AFTER_MS, 'no answer');
      if (lost) return this.#world.say(`${process.name} ${what}: the request is lost`);
      let travel = 0.5 + random.next() * 5;
      if (faults.happens('slow request')) travel += random.next() * 500;
      if (this.slowUntil > time.now) travel += random.next() * SLOW_MS;
      if (late) travel = GIVEN_UP_AFTER_MS + random.next() * LATE_MS;
      const diesWaiting = process.mortal && faults.happens('crash');
      if (diesWaiting)
        time.after(random.next() * travel * 2, process, () => process.crash(`dies at ${what}`));

      const answer = (taken: Taken<Result>) => {
        if (late) return;
        if (faults.happens('lost answer')) {
          this.#world.say(`${process.name} ${what}: the answer is lost`);
          return refuse(GIVEN_UP_AFTER_MS, 'no answer');
        }
        time.after(0.5 + random.next() * 5, process, () => {
          if ('error' in taken) reject(taken.error);
          else resolve(taken.result);
        });
      };
      const arrive = (name: string, then: (taken: Taken<Result>) => void) => {
        if (this.down) {
          this.#world.say(`${process.name} ${name}: ${this.name} is down`);
          if (!late) refuse(REFUSED_AFTER_MS, 'connection refused');
          return;
        }
        const taken = this.#take(process, name, effect);
        if (!commit || 'error' in taken) return then(taken);
        const lasts = this.slowUntil > time.now ? SLOW_MS : faults.happens('slow statement') ? LATE_MS : 10;
        time.after(random.next() * lasts, undefined, () => {
          commit(taken.result);
          this.#world.say(`${process.name} ${name}: done`);
          then(taken);
        });
      };
      time.after(travel, undefined, () => {
        arrive(what, answer);
        if (repeats && faults.happens('repeated request')) {
          time.after(random.next() * LATE_MS, undefined, () => arrive(`${what} again`, () => {}));
        }
      });
    });
  }

  #take<Result>(process: SimulatedProcess, what: string, effect: () => Result): Taken<Result> {
    try {
      const result = effect();
      this.#world.say(`${process.name} ${what}`);
      return { result };
    } catch (error) {
      this.#world.say(`${process.name} ${what}: ${error instanceof Error ? error.message : String(error)}`);
      return { error };
    }
  }
}

type Taken<Result> = { readonly result: Result } | { readonly error: unknown };
