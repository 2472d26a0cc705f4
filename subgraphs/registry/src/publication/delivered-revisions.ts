import { type DistrictKey, districtKeyText } from '@citywatt/reading-stream/identity';

interface Waiting {
  readonly revision: number;
  readonly promise: Promise<void>;
  resolve(): void;
}

/** Which revision of each district stream and bucket hold, and who waits for one. */
export class DeliveredRevisions {
  readonly #revisions = new Map<string, number>();
  readonly #waiting = new Map<string, Waiting[]>();

  get size(): number {
    return this.#revisions.size;
  }

  note(key: DistrictKey, revision: number): void {
    const text = districtKeyText(key);
    this.#revisions.set(text, Math.max(revision, this.#revisions.get(text) ?? 0));
    const still: Waiting[] = [];
    for (const waiting of this.#waiting.get(text) ?? []) {
      if (waiting.revision <= revision) waiting.resolve();
      else still.push(waiting);
    }
    if (still.length > 0) this.#waiting.set(text, still);
    else this.#waiting.delete(text);
  }

  /** All who wait for the same revision share one promise: a caller that asks again and again costs nothing. */
  reached(key: DistrictKey, revision: number): Promise<void> {
    const text = districtKeyText(key);
    if ((this.#revisions.get(text) ?? 0) >= revision) return Promise.resolve();
    const others = this.#waiting.get(text) ?? [];
    const same = others.find((waiting) => waiting.revision === revision);
    if (same) return same.promise;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.set(text, [...others, { revision, promise, resolve }]);
    return promise;
  }

  /** Stream and bucket were lost; who waits goes on waiting. */
  forget(): void {
    this.#revisions.clear();
  }
}
