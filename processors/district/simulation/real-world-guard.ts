import { createRequire, syncBuiltinESMExports } from 'node:module';

/**
 * While a simulated event and the promises behind it run, nothing may reach the real clock, a real timer or chance: a
 * seed would not replay. Each of them throws then, and the simulation that was running is told, since what throws inside
 * the code under test may be caught there.
 */
export class RealWorldReached extends Error {
  readonly code = 'REAL_WORLD_REACHED';
}

const realSetImmediate = globalThis.setImmediate;
let simulated = false;
let reached: RealWorldReached | undefined;

/** The first reach since the last call, if there was one. */
export function takeReached(): RealWorldReached | undefined {
  const found = reached;
  reached = undefined;
  return found;
}

// biome-ignore lint/suspicious/noExplicitAny: any function of the platform
type AnyFunction = (...given: any[]) => unknown;

function forbid<Owner extends object>(owner: Owner, name: keyof Owner & string, label: string): void {
  const real = owner[name] as AnyFunction;
  const guarded = function (this: unknown, ...given: unknown[]) {
    if (simulated) {
      const error = new RealWorldReached(`${label} was called inside the simulation`);
      reached ??= error;
      throw error;
    }
    return Reflect.apply(real, this, given);
  };
  Object.defineProperties(guarded, Object.getOwnPropertyDescriptors(real));
  Object.defineProperty(owner, name, { value: guarded, configurable: true, writable: true });
}

function forbidNow(): void {
  const RealDate = globalThis.Date;
  const Guarded = new Proxy(RealDate, {
    construct(target, given, newTarget) {
      if (given.length === 0) RealDate.now();
      return Reflect.construct(target, given, newTarget);
    },
  });
  globalThis.Date = Guarded;
}

let installed = false;

function install(): void {
  if (installed) return;
  installed = true;
  forbid(Date, 'now', 'Date.now');
  forbidNow();
  forbid(performance, 'now', 'performance.now');
  forbid(Math, 'random', 'Math.random');
  forbid(globalThis, 'setTimeout', 'setTimeout');
  forbid(globalThis, 'setInterval', 'setInterval');
  forbid(globalThis, 'setImmediate', 'setImmediate');
  const require = createRequire(import.meta.url);
  const timers = require('node:timers') as typeof import('node:timers');
  forbid(timers, 'setTimeout', 'node:timers setTimeout');
  forbid(timers, 'setImmediate', 'node:timers setImmediate');
  const later = require('node:timers/promises') as typeof import('node:timers/promises');
  forbid(later, 'setTimeout', 'node:timers/promises setTimeout');
  forbid(later, 'setImmediate', 'node:timers/promises setImmediate');
  forbid(globalThis, 'fetch', 'fetch');
  syncBuiltinESMExports();
}

/**
 * Runs `step` again and again, with all promises drained between two runs; after each `turn` runs the real event loop
 * gets its turn and `goOn` is asked.
 */
export function whileSimulated(turn: number, step: () => void, goOn: () => boolean): void {
  install();
  const begin = () => {
    simulated = true;
  };
  const end = () => {
    simulated = false;
    if (goOn()) round();
  };
  const round = () => {
    // Immediates that are queued together run in one phase of the loop; between two of them Node drains every promise.
    realSetImmediate(begin);
    for (let count = 0; count < turn; count++) realSetImmediate(step);
    realSetImmediate(end);
  };
  round();
}
