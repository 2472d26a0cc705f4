/** Up to which stream sequence everything of one kind is acknowledged, when several flushes run at once. */
export class FlushTrack {
  #flushed: number;
  readonly #open: { readonly sequence: number; done: boolean }[] = [];

  constructor(position: number) {
    this.#flushed = position;
  }

  get flushed(): number {
    return this.#flushed;
  }

  get inFlight(): number {
    return this.#open.length;
  }

  /** A flush of everything up to `sequence` that is not in an earlier one; call what it returns when it is acknowledged. */
  begin(sequence: number): () => void {
    const entry = { sequence, done: false };
    this.#open.push(entry);
    return () => {
      entry.done = true;
      while (this.#open[0]?.done) this.#flushed = this.#open.shift()!.sequence;
    };
  }
}
