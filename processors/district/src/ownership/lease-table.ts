import { WORKER_TTL_MS } from '@citywatt/reading-stream/worker-report';
import type { Token } from './ports.ts';

/** The server gives a token to another when it was not renewed for so long. */
export const ACK_WAIT_MS = 6_000;
/** A holder stops by itself so long after the last renewal that succeeded was sent: before another can begin. */
export const LEASE_MS = 5_000;

/** A partition that is this worker's until a moment; of the monotonic clock, in milliseconds. */
export class Lease {
  readonly partition: number;
  stage: 'joining' | 'held' | 'leaving' = 'joining';
  token: Token;
  validUntil: number;
  readonly #ended = new AbortController();

  constructor(token: Token, since: number) {
    this.partition = token.partition;
    this.token = token;
    this.validUntil = since + LEASE_MS;
  }

  /** Aborted when the lease has ended, however it ended. */
  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  holdsAt(now: number): boolean {
    return !this.#ended.signal.aborted && now < this.validUntil;
  }

  renewedAt(sent: number): void {
    this.validUntil = Math.max(this.validUntil, sent + LEASE_MS);
  }

  end(): void {
    this.#ended.abort();
  }
}

/**
 * Who lives, what this worker holds, and what follows from both. Decides and does nothing; all times are given to it.
 */
export class LeaseTable {
  readonly #worker: string;
  readonly #partitions: number;
  /** When each of the other workers was last seen. */
  readonly #seen = new Map<string, number>();
  readonly #leases = new Map<number, Lease>();

  constructor(worker: string, partitions: number) {
    this.#worker = worker;
    this.#partitions = partitions;
  }

  memberSeen(worker: string, now: number): void {
    if (worker !== this.#worker) this.#seen.set(worker, now);
  }

  memberLeft(worker: string): void {
    this.#seen.delete(worker);
  }

  /** This worker and all others that were seen of late. */
  members(now: number): number {
    for (const [worker, seen] of this.#seen) if (now - seen >= WORKER_TTL_MS) this.#seen.delete(worker);
    return 1 + this.#seen.size;
  }

  /** The most that each of them holds. */
  share(now: number): number {
    return Math.ceil(this.#partitions / this.members(now));
  }

  /** What is left for this worker when every other one holds its share. */
  leastShare(now: number): number {
    return Math.max(0, this.#partitions - (this.members(now) - 1) * this.share(now));
  }

  get leases(): readonly Lease[] {
    return [...this.#leases.values()];
  }

  of(partition: number): Lease | undefined {
    return this.#leases.get(partition);
  }

  /**
   * A token that was asked for at `since`; nothing when that is so long ago that it may be another's by now. The server
   * may give a token again to the worker that holds it, when it has not heard of renewals for a while: the lease goes on.
   */
  grant(
    token: Token,
    since: number,
    now: number,
  ): { readonly lease: Lease; readonly isNew: boolean } | undefined {
    const held = this.#leases.get(token.partition);
    if (held?.holdsAt(now)) {
      held.token = token;
      held.renewedAt(since);
      return { lease: held, isNew: false };
    }
    const lease = new Lease(token, since);
    if (!lease.holdsAt(now)) return undefined;
    held?.end();
    this.#leases.set(token.partition, lease);
    return { lease, isNew: true };
  }

  /** Ends a lease and forgets it, unless a newer one has taken its place. */
  forget(lease: Lease): void {
    lease.end();
    if (this.#leases.get(lease.partition) === lease) this.#leases.delete(lease.partition);
  }

  expired(now: number): readonly Lease[] {
    return this.leases.filter((lease) => !lease.holdsAt(now));
  }

  /** How many more tokens this worker may ask for. */
  room(now: number): number {
    return Math.max(0, this.share(now) - this.#leases.size);
  }

  /** What this worker holds beyond its share: the highest partitions, as they are as good as any. */
  excess(now: number): readonly Lease[] {
    const staying = this.leases.filter((lease) => lease.stage !== 'leaving');
    const over = staying.length - this.share(now);
    if (over <= 0) return [];
    return staying
      .filter((lease) => lease.stage === 'held')
      .sort((a, b) => b.partition - a.partition)
      .slice(0, over);
  }
}
