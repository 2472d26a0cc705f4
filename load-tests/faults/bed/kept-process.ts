import { setTimeout as delay } from 'node:timers/promises';

/** A store or service that runs. */
export interface StartedProcess {
  readonly pid: number;
  /** Resolves, never rejects: how it ended, in words. */
  readonly exited: Promise<string>;
  stop(): Promise<void>;
}

/** Short, so that what is killed every few seconds is there to be killed. */
const RESTART_MS = 200;
const POLL_MS = 10;

/** A process that is started again whenever it ends, as any supervisor would; it does nothing else for it. */
export class KeptProcess {
  readonly name: string;
  readonly #start: () => Promise<StartedProcess>;
  readonly #say: (line: string) => void;
  #running: StartedProcess | undefined;
  #starts = 0;
  #held = false;
  #ended = false;
  #loop: Promise<void> = Promise.resolve();

  constructor(name: string, start: () => Promise<StartedProcess>, say: (line: string) => void) {
    this.name = name;
    this.#start = start;
    this.#say = say;
  }

  get pid(): number | undefined {
    return this.#running?.pid;
  }

  /** Resolves when it runs for the first time. */
  async begin(): Promise<void> {
    this.#loop = this.#keep();
    await this.#startedAfter(0);
  }

  /** SIGKILL; resolves when the next one runs. */
  async kill(): Promise<void> {
    const starts = this.#starts;
    this.signal('SIGKILL');
    await this.#startedAfter(starts);
  }

  /** What does not run gets none. */
  signal(name: NodeJS.Signals): void {
    if (this.#running) process.kill(this.#running.pid, name);
  }

  /** SIGKILL, and it stays away until `release`; resolves when it is gone. */
  async hold(): Promise<void> {
    this.#held = true;
    this.signal('SIGKILL');
    while (this.#running) {
      await delay(POLL_MS);
      // One that was being started at that moment.
      this.signal('SIGKILL');
    }
  }

  /** Resolves when it runs again. */
  async release(): Promise<void> {
    const starts = this.#starts;
    this.#held = false;
    await this.#startedAfter(starts);
  }

  /** Ends it in good order, for good. */
  async end(): Promise<void> {
    this.#ended = true;
    await this.#running?.stop();
    await this.#loop;
  }

  async #keep(): Promise<void> {
    while (!this.#ended) {
      try {
        if (!this.#held) await this.#once();
      } catch (error) {
        this.#say(`${this.name} does not start: ${error instanceof Error ? error.message : error}`);
      }
      await delay(this.#held ? POLL_MS : RESTART_MS);
    }
  }

  async #once(): Promise<void> {
    const started = await this.#start();
    this.#running = started;
    if (this.#held) this.signal('SIGKILL');
    else this.#starts++;
    if (this.#ended) await started.stop();
    await started.exited;
    this.#running = undefined;
  }

  async #startedAfter(starts: number): Promise<void> {
    while (this.#starts === starts && !this.#ended) await delay(POLL_MS);
  }
}
