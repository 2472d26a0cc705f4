/** What ownership needs of the world outside, besides the clock. */

/** The message that makes its holder the owner of a partition; as long as it is held, nobody else is given it. */
export interface Token {
  readonly partition: number;
  /** Resolves when the server has heard that this worker still holds it. */
  renew(): Promise<void>;
  /** Hands it to whoever waits for one. To be called by a holder only: of another's token it would be a theft. */
  giveBack(): Promise<void>;
}

export interface Tokens {
  /** Up to `most` tokens that nobody holds, each as soon as it is free, for `waitMs`. */
  take(most: number, waitMs: number): AsyncIterable<Token>;
}

export interface MemberListener {
  seen(worker: string): void;
  left(worker: string): void;
}

/** The workers that live. Who has not said so for `WORKER_TTL_MS` is forgotten. */
export interface Members {
  /** Says that this worker lives, and what it holds. */
  announce(): Promise<void>;
  leave(): Promise<void>;
  /** Tells of all that live now, then is ready, and goes on telling. */
  follow(listener: MemberListener): { readonly ready: Promise<void>; stop(): void };
}

/** Whoever does the work of partitions. */
export interface PartitionHolder {
  /** Takes the partition over and goes on from its checkpoint. Rejects when it cannot, or when the lease has ended. */
  join(lease: { readonly partition: number; readonly signal: AbortSignal; holds(): boolean }): Promise<void>;
  /**
   * Ends the work at once and resolves when everything is flushed and in the checkpoint: the next owner begins there.
   * When it rejects the work has ended all the same.
   */
  leave(partition: number): Promise<void>;
  /** Ends the work at once and writes nothing more. */
  drop(partition: number): void;
}
