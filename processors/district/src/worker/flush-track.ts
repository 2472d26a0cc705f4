/** Tells in the order of their beginning which flushes of one kind are acknowledged, when several run at once. */
export class FlushTrack {
  readonly #open: { readonly flushed: () => void; done: boolean }[] = [];

  get inFlight(): number {
    return this.#open.length;
  }

  /**
   * @param flushed called when this flush and all that began before it are acknowledged.
   * @returns to be called when this flush is acknowledged.
   */
  begin(flushed: () => void): () => void {
    const entry = { flushed, done: false };
    this.#open.push(entry);
    return () => {
      entry.done = true;
      while (this.#open[0]?.done) this.#open.shift()!.flushed();
    };
  }
}
