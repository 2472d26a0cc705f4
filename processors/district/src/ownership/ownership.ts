import type { Logger } from '@citywatt/service-runtime/logger';
import type { Clock } from '../ports.ts';
import { type Lease, LeaseTable } from './lease-table.ts';
import type { Members, PartitionHolder, Token, Tokens } from './ports.ts';

export interface OwnershipOptions {
  /** Unique among all workers that ever lived. */
  readonly worker: string;
  readonly partitions: number;
  readonly clock: Clock;
  readonly tokens: Tokens;
  readonly members: Members;
  readonly holder: PartitionHolder;
  readonly logger: Logger;
}

const RENEW_EVERY_MS = 1_000;
const LOOK_EVERY_MS = 250;
const TAKE_WAIT_MS = 1_000;
/** Long enough to hear of the others, so that a worker that is new among many does not ask for everything. */
const MEMBERS_WAIT_MS = 1_000;
const RETRY_MS = 500;
/** A store that does not answer must not keep a worker from ending: the next owner then begins at the last checkpoint. */
const LEAVE_DEADLINE_MS = 5_000;
const SERVER_DEADLINE_MS = 1_000;
/** Of what is tried again and again the first failure is said, and each so many. */
const SAY_EVERY = 20;

/**
 * Shares the partitions among the workers that live: takes tokens up to its share, renews them, gives back what is too
 * much. Only liveness depends on it; that two owners never both write is up to the checkpoints.
 */
export class Ownership {
  readonly #options: OwnershipOptions;
  readonly #table: LeaseTable;
  readonly #stopping = new AbortController();
  readonly #ended = new AbortController();
  #loops: Promise<unknown> = Promise.resolve();
  #balancing: Promise<unknown> = Promise.resolve();
  #stopped: Promise<void> | undefined;

  constructor(options: OwnershipOptions) {
    this.#options = options;
    this.#table = new LeaseTable(options.worker, options.partitions);
  }

  /** Partitions that this worker does the work of, and the fewest that it should. */
  get holding(): { readonly held: number; readonly least: number } {
    const held = this.#table.leases.filter((lease) => lease.stage === 'held').length;
    return { held, least: this.#table.leastShare(this.#now) };
  }

  run(): void {
    this.#loops = Promise.all([
      this.#every(RENEW_EVERY_MS, () => this.#renewAll()),
      this.#every(RENEW_EVERY_MS, () => this.#options.members.announce()),
      // A process that stood still finds its leases ended before it finds out why.
      this.#every(LOOK_EVERY_MS, async () => this.#expire()),
    ]);
    this.#balancing = this.#balance();
  }

  /** A newer owner has written the partition's checkpoint: its token is not this worker's any more. */
  fenced(partition: number): void {
    const lease = this.#table.of(partition);
    if (lease) this.#lose([lease], 'a newer owner took it over');
  }

  /** Gives everything back, in order, so that others go on without a gap; in a hurry when a store does not answer. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    const { clock, members, holder } = this.#options;
    this.#stopping.abort();
    // The others shall take what is given back, and this worker no more.
    const quiet = Promise.allSettled([members.leave(), this.#balancing]);
    await Promise.race([quiet, clock.sleep(SERVER_DEADLINE_MS)]);
    const inOrder = Promise.all(this.#table.leases.map((lease) => this.#leave(lease)));
    await Promise.race([inOrder, clock.sleep(LEAVE_DEADLINE_MS)]);
    const hurried = this.#table.leases.map(async (lease) => {
      const held = lease.holdsAt(this.#now);
      this.#table.forget(lease);
      holder.drop(lease.partition);
      if (held) await lease.token.giveBack();
    });
    await Promise.race([Promise.allSettled(hurried), clock.sleep(SERVER_DEADLINE_MS)]);
    this.#ended.abort();
    await Promise.race([this.#loops, clock.sleep(SERVER_DEADLINE_MS)]);
  }

  get #now(): number {
    return this.#options.clock.monotonic();
  }

  async #balance(): Promise<void> {
    const { clock, tokens, members, logger } = this.#options;
    const following = members.follow({
      seen: (worker) => this.#table.memberSeen(worker, this.#now),
      left: (worker) => this.#table.memberLeft(worker),
    });
    await Promise.race([following.ready, clock.sleep(MEMBERS_WAIT_MS, this.#stopping.signal)]);
    let failures = 0;
    while (!this.#stopping.signal.aborted) {
      const room = this.#table.room(this.#now);
      if (room > 0) {
        const since = this.#now;
        try {
          for await (const token of tokens.take(room, TAKE_WAIT_MS)) this.#grant(token, since);
          failures = 0;
        } catch (error) {
          if (failures++ % SAY_EVERY === 0)
            logger.warn({ err: error }, 'no token can be taken, trying again');
          await clock.sleep(RETRY_MS, this.#stopping.signal);
        }
      } else {
        for (const lease of this.#table.excess(this.#now)) void this.#leave(lease);
        await clock.sleep(LOOK_EVERY_MS, this.#stopping.signal);
      }
    }
    following.stop();
  }

  #grant(token: Token, since: number): void {
    if (this.#stopping.signal.aborted) {
      void token.giveBack().catch(() => {});
      return;
    }
    this.#expire();
    const granted = this.#table.grant(token, since, this.#now);
    if (!granted) return;
    void this.#renew(granted.lease);
    if (granted.isNew) void this.#join(granted.lease);
  }

  async #join(lease: Lease): Promise<void> {
    const { holder, clock, logger } = this.#options;
    const { partition, signal } = lease;
    try {
      await holder.join({ partition, signal, holds: () => lease.holdsAt(clock.monotonic()) });
      if (lease.stage === 'joining') lease.stage = 'held';
    } catch (error) {
      // Not given back: after its wait the server offers it anew, to this worker or another.
      this.#table.forget(lease);
      if (!signal.aborted) logger.warn({ err: error, partition }, 'a partition could not be taken over');
    }
  }

  async #renewAll(): Promise<void> {
    await Promise.all(this.#table.leases.map((lease) => this.#renew(lease)));
  }

  async #renew(lease: Lease): Promise<void> {
    const sent = this.#now;
    // The server confirms renewals of a token that it has given to another meanwhile: an ended lease stays ended.
    if (!lease.holdsAt(sent)) return;
    try {
      await lease.token.renew();
      if (lease.holdsAt(this.#now)) lease.renewedAt(sent);
    } catch {
      // The lease ends by itself when none of the next ones succeeds either.
    }
  }

  #expire(): void {
    this.#lose(this.#table.expired(this.#now), 'the lease was not renewed in time');
  }

  #lose(leases: readonly Lease[], why: string): void {
    if (leases.length === 0) return;
    for (const lease of leases) {
      this.#table.forget(lease);
      this.#options.holder.drop(lease.partition);
    }
    const partitions = leases.map(({ partition }) => partition);
    this.#options.logger.warn({ partitions, why }, 'partitions were lost');
  }

  async #leave(lease: Lease): Promise<void> {
    const { holder, logger } = this.#options;
    const { partition } = lease;
    const joined = lease.stage === 'held';
    lease.stage = 'leaving';
    try {
      if (joined) await holder.leave(partition);
      if (!lease.holdsAt(this.#now)) return;
      this.#table.forget(lease);
      await lease.token.giveBack();
    } catch (error) {
      logger.warn({ err: error, partition }, 'a partition could not be handed over in order');
      // Not dropped: its work has ended, and by now the partition may be this worker's again by a newer lease.
      this.#table.forget(lease);
    }
  }

  async #every(periodMs: number, work: () => Promise<void>): Promise<void> {
    const { clock, logger } = this.#options;
    let failures = 0;
    while (!this.#ended.signal.aborted) {
      try {
        await work();
        failures = 0;
      } catch (error) {
        const said = this.#stopping.signal.aborted || failures++ % SAY_EVERY > 0;
        if (!said) logger.warn({ err: error }, 'the other workers cannot be told, trying again');
      }
      await clock.sleep(periodMs, this.#ended.signal);
    }
  }
}
