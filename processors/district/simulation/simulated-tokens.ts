import { ACK_WAIT_MS } from '../src/ownership/lease-table.ts';
import type { Members, Token, Tokens } from '../src/ownership/ports.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { SimulatedServer } from './simulated-server.ts';
import type { World } from './world.ts';

interface Waiting {
  readonly process: SimulatedProcess;
  readonly until: number;
  left: number;
  readonly hand: (partition: number) => void;
}

/**
 * The stream of tokens with its one durable consumer: explicit acknowledgement, a wait, no most of deliveries. As with
 * the real one, whoever has ever held a token may renew it or give it back, also when another holds it now.
 */
export class SimulatedTokens {
  readonly #world: World;
  readonly #server: SimulatedServer;
  /** Until when each is held. */
  readonly #heldUntil: number[];
  readonly #holder: (SimulatedProcess | undefined)[] = [];
  /** By process: until when it was entitled to each at the longest. */
  readonly #entitledUntil = new WeakMap<SimulatedProcess, number[]>();
  readonly #waiting: Waiting[] = [];
  readonly #watched = new Set<number>();

  constructor(world: World, server: SimulatedServer, partitions: number) {
    this.#world = world;
    this.#server = server;
    this.#heldUntil = new Array(partitions).fill(0);
  }

  /** Until when a process may have believed that it holds a partition. */
  entitledUntil(process: SimulatedProcess, partition: number): number {
    return this.#entitledUntil.get(process)?.[partition] ?? 0;
  }

  forProcess(process: SimulatedProcess): Tokens {
    return { take: (most, waitMs) => this.#take(process, most, waitMs) };
  }

  async *#take(process: SimulatedProcess, most: number, waitMs: number): AsyncGenerator<Token> {
    const { time } = this.#world;
    const handed: number[] = [];
    let wake = () => {};
    const until = time.now + waitMs;
    await this.#server.request(process, `ask for ${most} tokens`, () => {
      const hand = (partition: number) => {
        // On its way; when the one who asked has died, it is held by nobody until its wait is over.
        time.after(0.5 + this.#world.random.next() * 5, process, () => {
          handed.push(partition);
          wake();
        });
      };
      this.#waiting.push({ process, until, left: most, hand });
      this.#serve();
    });
    let open = true;
    time.after(until - time.now + 10, process, () => {
      open = false;
      wake();
    });
    for (let taken = 0; taken < most; ) {
      const partition = handed.shift();
      if (partition !== undefined) {
        taken++;
        yield this.#token(process, partition);
      } else if (open) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      } else return;
    }
  }

  #token(process: SimulatedProcess, partition: number): Token {
    return {
      partition,
      renew: () =>
        this.#server.request(process, `renew token ${partition}`, () => {
          const { time } = this.#world;
          if (this.#heldUntil[partition]! <= time.now) return;
          this.#hold(partition);
          if (this.#holder[partition] === process) this.#entitle(process, partition);
        }),
      giveBack: () =>
        this.#server.request(process, `give back token ${partition}`, () => {
          const holder = this.#holder[partition];
          // Sent by one that stood still since it held it: the holder cannot know, and only the fence stops it.
          if (holder && holder !== process) this.#entitle(holder, partition, Number.POSITIVE_INFINITY);
          this.#heldUntil[partition] = 0;
          this.#serve();
        }),
    };
  }

  #hold(partition: number): void {
    const { time } = this.#world;
    this.#heldUntil[partition] = time.now + ACK_WAIT_MS;
    if (!this.#watched.has(partition)) this.#watch(partition);
  }

  /** When nobody has renewed it by then, it goes to another. */
  #watch(partition: number): void {
    const { time } = this.#world;
    const left = this.#heldUntil[partition]! - time.now;
    if (left > 0) {
      this.#watched.add(partition);
      time.after(left, undefined, () => this.#watch(partition));
      return;
    }
    this.#watched.delete(partition);
    this.#serve();
  }

  #entitle(process: SimulatedProcess, partition: number, time = this.#heldUntil[partition]!): void {
    const until = this.#entitledUntil.get(process) ?? [];
    this.#entitledUntil.set(process, until);
    until[partition] = time;
  }

  #serve(): void {
    const { now } = this.#world.time;
    while (this.#waiting[0] && (this.#waiting[0].until <= now || this.#waiting[0].left === 0)) {
      this.#waiting.shift();
    }
    for (const [partition, heldUntil] of this.#heldUntil.entries()) {
      if (heldUntil > now) continue;
      const next = this.#waiting.find(({ until, left }) => until > now && left > 0);
      if (!next) return;
      next.left--;
      this.#hold(partition);
      this.#holder[partition] = next.process;
      this.#entitle(next.process, partition);
      this.#world.say(`token ${partition} goes to ${next.process.name}`);
      next.hand(partition);
    }
  }
}

/** The bucket of workers' reports: whoever follows it is told of each. */
export class SimulatedMembers {
  readonly #world: World;
  readonly #server: SimulatedServer;
  readonly #followers = new Set<{
    readonly seen: (worker: string) => void;
    readonly left: (worker: string) => void;
  }>();

  constructor(world: World, server: SimulatedServer) {
    this.#world = world;
    this.#server = server;
  }

  forProcess(process: SimulatedProcess, report: () => unknown): Members {
    const later = (tell: () => void) =>
      this.#world.time.after(0.5 + this.#world.random.next() * 20, process, tell);
    return {
      announce: () => {
        report();
        return this.#server.request(process, 'announce itself', () => {
          for (const { seen } of this.#followers) seen(process.name);
        });
      },
      leave: () =>
        this.#server.request(process, 'announce its end', () => {
          for (const { left } of this.#followers) left(process.name);
        }),
      follow: (listener) => {
        const follower = {
          seen: (worker: string) => later(() => listener.seen(worker)),
          left: (worker: string) => later(() => listener.left(worker)),
        };
        this.#followers.add(follower);
        const ready = new Promise<void>((resolve) => later(resolve));
        return { ready, stop: () => this.#followers.delete(follower) };
      },
    };
  }
}
