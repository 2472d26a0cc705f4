import { monotonicMs } from './graph.ts';

export interface Change {
  readonly sequence: string;
  readonly sentAt: number;
  readonly powerKw: number;
  readonly quality: string;
  readonly note: string;
  readonly place: { readonly id: string };
}

const PLACES = 20;
const KEPT = 20_000;

export interface Changes {
  readonly sequence: number;
  readonly followers: number;
  /** The most at once since it was last asked for. */
  takeMostFollowers(): number;
  add(count: number, note: string): void;
  follow(fromSequence: string | undefined): AsyncIterableIterator<Change>;
}

/** The log of changes, and whoever follows it. */
export function openChanges(): Changes {
  const log: Change[] = [];
  const listeners = new Set<(change: Change) => void>();
  let sequence = 0;
  let most = 0;
  return {
    get sequence() {
      return sequence;
    },
    get followers() {
      return listeners.size;
    },
    takeMostFollowers() {
      const taken = most;
      most = listeners.size;
      return taken;
    },
    add(count, note) {
      for (let index = 0; index < count; index++) {
        sequence++;
        const change = changeOf(sequence, note);
        log.push(change);
        for (const listener of listeners) listener(change);
      }
      if (log.length > 2 * KEPT) log.splice(0, log.length - KEPT);
    },
    follow(fromSequence) {
      const first = Number(log[0]?.sequence ?? 0);
      const waiting = fromSequence === undefined ? [] : log.slice(Number(fromSequence) + 1 - first);
      let wake: (() => void) | undefined;
      let ended = false;
      const listener = (change: Change) => {
        waiting.push(change);
        wake?.();
      };
      listeners.add(listener);
      most = Math.max(most, listeners.size);
      return {
        [Symbol.asyncIterator]() {
          return this;
        },
        async next() {
          while (waiting.length === 0 && !ended) {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          }
          return ended ? { done: true, value: undefined } : { done: false, value: waiting.shift()! };
        },
        async return() {
          ended = true;
          listeners.delete(listener);
          wake?.();
          return { done: true, value: undefined };
        },
      };
    },
  };
}

export const changeOf = (sequence: number, note: string): Change => ({
  sequence: String(sequence),
  sentAt: monotonicMs(),
  powerKw: 1_000 + (sequence % 997) / 10,
  quality: 'MEASURED',
  note,
  place: { id: String(sequence % PLACES) },
});

export const nameOf = (id: string) => `Place number ${id}`;
