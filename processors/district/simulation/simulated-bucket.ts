import type { ChunkStore, SwapBucket } from '../src/ports.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import { GIVEN_UP_AFTER_MS, type SimulatedServer } from './simulated-server.ts';
import type { World } from './world.ts';

class WrongRevision extends Error {
  readonly code = 'WRONG_REVISION';
}

type Accepted = (process: SimulatedProcess, key: string, value: string) => void;

/** A bucket that keeps the last value of each key, with one count of revisions for all. */
export class SimulatedBucket {
  readonly #entries = new Map<string, { readonly value: string; readonly revision: number }>();
  readonly #server: SimulatedServer;
  readonly #accepted: Accepted;
  #revision = 0;

  constructor(server: SimulatedServer, accepted: Accepted) {
    this.#server = server;
    this.#accepted = accepted;
  }

  value(key: string): string | undefined {
    return this.#entries.get(key)?.value;
  }

  values(): string[] {
    return [...this.#entries.values()].map(({ value }) => value);
  }

  /** Behind every process's back. */
  put(key: string, value: string): void {
    this.#entries.set(key, { value, revision: ++this.#revision });
  }

  forProcess(process: SimulatedProcess): SwapBucket {
    return {
      get: (key) => this.#server.request(process, `get pointer ${key}`, () => this.#entries.get(key)),
      swap: (key, value, revision) =>
        this.#server.request(process, `swap pointer ${key} at ${revision}`, () => {
          if ((this.#entries.get(key)?.revision ?? 0) !== revision)
            throw new WrongRevision('wrong last sequence');
          this.put(key, value);
          this.#accepted(process, key, value);
          return this.#revision;
        }),
    };
  }
}

/** A stream that keeps the last message of each subject. */
export class SimulatedChunks {
  readonly #chunks = new Map<string, Uint8Array>();
  /** Put by requests that their process had given up: nobody can know of them. */
  readonly #strays = new Set<string>();
  readonly #world: World;
  readonly #server: SimulatedServer;

  constructor(world: World, server: SimulatedServer) {
    this.#world = world;
    this.#server = server;
  }

  /** Of chunks that somebody can know of. */
  get subjects(): readonly string[] {
    return [...this.#chunks.keys()].filter((subject) => !this.#strays.has(subject));
  }

  forProcess(process: SimulatedProcess): ChunkStore {
    const request = <Result>(what: string, effect: () => Result) =>
      this.#server.request(process, what, effect);
    return {
      put: (subject, data) => {
        const copy = data.slice();
        const { time } = this.#world;
        const givenUpAt = time.now + GIVEN_UP_AFTER_MS;
        return request(`put chunk ${subject}`, () => {
          this.#chunks.set(subject, copy);
          if (!process.alive || time.now > givenUpAt) this.#strays.add(subject);
        });
      },
      get: (subject) => request(`get chunk ${subject}`, () => this.#chunks.get(subject)?.slice()),
      delete: (subject) =>
        request(`delete chunk ${subject}`, () => {
          this.#chunks.delete(subject);
        }),
      subjects: (filter) => {
        const start = filter.replace(/>$/, '');
        return request(`list chunks ${filter}`, () =>
          [...this.#chunks.keys()].filter((subject) => subject.startsWith(start)),
        );
      },
    };
  }
}
