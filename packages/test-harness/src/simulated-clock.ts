/** A clock that stands still until it is told to go; it has the shape of an XState clock. */
export interface SimulatedClock {
  /** Milliseconds since the epoch. */
  now(): number;
  setTimeout(callback: () => void, delayMs: number): number;
  clearTimeout(id: number): void;
  /** Runs every timer that falls due on the way, in the order of their times, then stands at the new time. */
  advance(milliseconds: number): void;
  /** Timers that wait. */
  readonly waiting: number;
}

interface Timer {
  readonly id: number;
  readonly dueMs: number;
  readonly callback: () => void;
}

export function simulatedClock(startMs = 0): SimulatedClock {
  let nowMs = startMs;
  let lastId = 0;
  const timers = new Map<number, Timer>();
  const firstDue = (untilMs: number) => {
    let first: Timer | undefined;
    // Equal times run in the order in which they were set, as the real clock does.
    for (const timer of timers.values()) {
      if (timer.dueMs <= untilMs && (!first || timer.dueMs < first.dueMs)) first = timer;
    }
    return first;
  };
  return {
    now: () => nowMs,
    setTimeout(callback, delayMs) {
      lastId += 1;
      timers.set(lastId, { id: lastId, dueMs: nowMs + Math.max(0, delayMs), callback });
      return lastId;
    },
    clearTimeout(id) {
      timers.delete(id);
    },
    advance(milliseconds) {
      const untilMs = nowMs + milliseconds;
      for (let timer = firstDue(untilMs); timer; timer = firstDue(untilMs)) {
        timers.delete(timer.id);
        nowMs = timer.dueMs;
        timer.callback();
      }
      nowMs = untilMs;
    },
    get waiting() {
      return timers.size;
    },
  };
}
