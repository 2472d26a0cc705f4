import { setTimeout as delay } from 'node:timers/promises';
import { backOff } from './back-off.ts';

/** A child that runs: a store or one of our processes. */
export interface Child {
  readonly pid: number;
  /** Resolves, never rejects: how it ended, in words. */
  readonly exited: Promise<string>;
  stop(): Promise<void>;
}

export interface ChildStarter {
  readonly name: string;
  /** Resolves when the child runs; rejects when it cannot be started. `signal` aborts a start that is under way. */
  start(signal: AbortSignal): Promise<Child>;
}

export interface SupervisorEvents {
  /** One line for the operator. */
  readonly say: (line: string) => void;
  /** A child started or ended: what `run.json` says has changed. */
  readonly changed: () => void;
}

export interface Supervised {
  readonly name: string;
  /** Resolves when it runs for the first time; rejects when that first start failed (it is not tried again then). */
  readonly firstStart: Promise<void>;
  readonly pid: number | undefined;
  readonly restarts: number;
  /** Ends the child and starts it anew at once (reload on change). */
  reload(): Promise<void>;
  /** Ends the child for good. Safe to call twice. */
  stop(): Promise<void>;
}

/** Starts a child and starts it again with back-off whenever it ends, until `stop`. */
export function supervise(starter: ChildStarter, events: SupervisorEvents): Supervised {
  const stopping = new AbortController();
  const { promise: firstStart, resolve: started, reject: failed } = Promise.withResolvers<void>();
  // Whoever stops before the first start asks for no answer.
  firstStart.catch(() => {});
  let child: Child | undefined;
  let restarts = 0;
  let reloading = false;

  const run = async () => {
    let ends = 0;
    for (let first = true; !stopping.signal.aborted; first = false) {
      const startedAt = performance.now();
      let how: string;
      try {
        child = await starter.start(stopping.signal);
        events.changed();
        if (first) started();
        else events.say(`${starter.name} runs again`);
        if (stopping.signal.aborted) await child.stop();
        how = await child.exited;
      } catch (error) {
        how = error instanceof Error ? error.message : String(error);
        if (first) {
          failed(error);
          return;
        }
      }
      child = undefined;
      events.changed();
      if (stopping.signal.aborted) return;
      if (reloading) {
        reloading = false;
        ends = 0;
        continue;
      }
      const next = backOff(ends, performance.now() - startedAt);
      ends = next.ends;
      restarts += 1;
      events.say(`${starter.name} ${how}; starting it again in ${next.delayMs / 1_000} s`);
      await delay(next.delayMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  };
  const ran = run();

  return {
    name: starter.name,
    firstStart,
    get pid() {
      return child?.pid;
    },
    get restarts() {
      return restarts;
    },
    async reload() {
      if (!child) return;
      reloading = true;
      await child.stop();
    },
    async stop() {
      stopping.abort();
      await child?.stop();
      await ran;
    },
  };
}
