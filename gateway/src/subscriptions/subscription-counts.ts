import { OperationRefused } from '../operations/operation-refused.ts';

/** How many subscriptions each principal has under way, over all of its connections. */
export class SubscriptionCounts {
  readonly #most: number;
  readonly #bySubject = new Map<string, number>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Returns what counts it off again. @throws {OperationRefused} `TOO_MANY_SUBSCRIPTIONS` */
  take(subject: string): () => void {
    const count = this.#bySubject.get(subject) ?? 0;
    if (count >= this.#most) {
      const message = `At most ${this.#most} subscriptions of one key or user run at a time.`;
      throw new OperationRefused('TOO_MANY_SUBSCRIPTIONS', message, 429, { limit: this.#most });
    }
    this.#bySubject.set(subject, count + 1);
    let taken = true;
    return () => {
      if (!taken) return;
      taken = false;
      const left = this.#bySubject.get(subject)! - 1;
      if (left === 0) this.#bySubject.delete(subject);
      else this.#bySubject.set(subject, left);
    };
  }
}
