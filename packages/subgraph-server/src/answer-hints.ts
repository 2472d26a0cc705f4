/**
 * Collects what an answer is made of, so that the gateway may keep it until one of these changes. An answer of which
 * nobody said anything is not kept; nor is one that a resolver calls `volatile`.
 */
export class AnswerHints {
  readonly #tags = new Set<string>();
  #maxAgeMs = Number.POSITIVE_INFINITY;
  #volatile = false;

  /** Whoever changes what the tag names publishes it on `cache.invalidate`. */
  tag(...tags: readonly string[]): void {
    for (const tag of tags) this.#tags.add(tag);
  }

  /** The answer changes by itself as time passes. */
  ages(maxAgeMs: number): void {
    this.#maxAgeMs = Math.min(this.#maxAgeMs, maxAgeMs);
  }

  /** Changes without anyone saying so. */
  volatile(): void {
    this.#volatile = true;
  }

  /** For the answer's `extensions`; undefined: it may not be kept. */
  get extensions(): { readonly cacheTags: readonly string[]; readonly cacheMaxAgeMs?: number } | undefined {
    if (this.#volatile || this.#tags.size === 0) return undefined;
    const cacheTags = [...this.#tags];
    return Number.isFinite(this.#maxAgeMs) ? { cacheTags, cacheMaxAgeMs: this.#maxAgeMs } : { cacheTags };
  }
}
