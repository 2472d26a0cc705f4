import type { EventPublisher } from '@citywatt/domain-events/publish';
import type { LivePublisher } from '@citywatt/live-feed/publish';
import type { WorkerReport } from '@citywatt/reading-stream/worker-report';
import type { Logger } from '@citywatt/service-runtime/logger';
import type { Outbox } from '../actor/outbox.ts';
import { PartitionActor } from '../actor/partition-actor.ts';
import type { PartitionHolder } from '../ownership/ports.ts';
import type { MessageSink } from '../ports.ts';
import { applyMessage } from './apply-message.ts';
import { Flushes } from './flushes.ts';
import { isLive, publishLive } from './live-publication.ts';
import { workerMetrics } from './metrics.ts';
import { OwnedPartition, type PartitionLease } from './owned-partition.ts';
import { Reader } from './reader.ts';
import { type RestoreOptions, restorePartition } from './restore.ts';
import { retryUntilDone, WorkerStopped } from './retry.ts';
import { Checkpoints } from './save-partitions.ts';

export interface WorkerOptions extends RestoreOptions {
  readonly sink: MessageSink;
  readonly events: EventPublisher;
  readonly live: LivePublisher;
  /** A newer owner of the partition was found: the worker has let go of it. */
  readonly fenced: (partition: number) => void;
  /** A fault of ours: the worker does no more work. */
  readonly failed: (error: unknown) => void;
  readonly logger: Logger;
}

const ROLLUPS_EVERY_MS = 1_000;
const LIVE_EVERY_MS = 250;
const RESTORES_AT_ONCE = 8;

/** The lease ended while its partition was restored. */
export class LeaseEndedError extends Error {
  readonly code = 'LEASE_ENDED';
}

/**
 * Does the work of the partitions that it is given: applies their messages in the order of the stream, flushes what
 * follows from them, and only then checkpoints and purges. One thread: readings are applied faster than anything else
 * here can take them.
 */
export class Worker implements PartitionHolder {
  readonly #options: WorkerOptions;
  readonly #metrics = workerMetrics();
  readonly #stopping = new AbortController();
  readonly #owned = new Map<number, OwnedPartition>();
  /** Their last checkpoint is on its way: nothing more is applied to them. */
  readonly #leaving = new Set<OwnedPartition>();
  readonly #actor: PartitionActor;
  readonly #reader: Reader;
  readonly #flushes: Flushes;
  readonly #checkpoints: Checkpoints;
  readonly #restoreQueue: (() => void)[] = [];
  #restoring = 0;
  #done: Promise<unknown> = Promise.resolve();

  constructor(options: WorkerOptions) {
    this.#options = options;
    const { signal } = this.#stopping;
    this.#flushes = new Flushes({
      ...options,
      signal,
      metrics: this.#metrics,
      persist: this.persist,
      owned: () => [...this.#owned.values(), ...this.#leaving],
      settle: () => this.#reader.settle(),
      failed: (error) => this.#fail(error),
    });
    this.#actor = new PartitionActor(this.#flushes.raw);
    this.#reader = new Reader({
      ...options,
      signal,
      owned: () => this.owned,
      apply: (message, partitions) =>
        this.#metrics.readings.inc(applyMessage(this.#actor, options.logger, message, partitions)),
      room: () => this.#flushes.room(),
    });
    this.#checkpoints = new Checkpoints({
      ...options,
      signal,
      cut: () => this.#flushes.cut(),
      fenced: (partition) => this.#fenced(partition),
    });
  }

  /** The partitions that it does the work of now. */
  get owned(): readonly OwnedPartition[] {
    return [...this.#owned.values()];
  }

  /** Goes out with the next flush. */
  get outbox(): Outbox {
    return this.#flushes.outbox;
  }

  get atLiveEdge(): boolean {
    return this.owned.every((partition) => isLive(partition, this.#options.clock));
  }

  get signal(): AbortSignal {
    return this.#stopping.signal;
  }

  run(): void {
    this.#done = Promise.allSettled([
      this.#reader.run(),
      this.#every(ROLLUPS_EVERY_MS, () => this.#flushDue()),
      this.#every(LIVE_EVERY_MS, () => publishLive(this.#options, this.owned)),
      this.#every(ROLLUPS_EVERY_MS, () => this.#checkpoints.round(this.owned)),
    ]);
  }

  async join(lease: PartitionLease): Promise<void> {
    const { clock, generation, longestGapMs, logger } = this.#options;
    const { partition, signal } = lease;
    await this.#restoreTurn();
    try {
      const timer = this.#metrics.restoreSeconds.startTimer();
      const restored = await retryUntilDone(
        clock,
        () => restorePartition(this.#options, partition),
        signal,
        (error, attempts) => {
          if (signal.aborted) return;
          if (attempts % 10 === 1) logger.warn({ err: error, partition, attempts }, 'a restore is repeated');
        },
      );
      timer();
      if (!lease.holds()) throw new LeaseEndedError(`the lease of partition ${partition} ended meanwhile`);
      const { state } = restored;
      const { position: sequence, tick } = state;
      const context = { partition, generation, outbox: this.outbox, sequence, tick, longestGapMs };
      const owned = new OwnedPartition({ ...restored, lease, context, now: clock.monotonic() });
      this.#owned.set(partition, owned);
      this.#metrics.takeovers.inc();
      this.#metrics.partitionEpoch.set({ partition }, restored.hold.epoch);
      this.#reader.changed();
    } finally {
      this.#restoring--;
      this.#restoreQueue.shift()?.();
    }
  }

  async leave(partition: number): Promise<void> {
    const owned = this.#owned.get(partition);
    if (!owned) return;
    this.#reader.settle();
    this.#leaving.add(owned);
    this.#forget(owned);
    try {
      await this.#checkpoints.last(owned);
    } finally {
      this.#leaving.delete(owned);
    }
  }

  drop(partition: number): void {
    const owned = this.#owned.get(partition);
    if (!owned) return;
    this.#forget(owned);
    this.#metrics.partitionsLost.inc();
  }

  /** What it tells the others and operators, in a second or so. */
  report(name: string): WorkerReport {
    const { clock } = this.#options;
    const now = clock.monotonic();
    return {
      name,
      lagMessages: this.#reader.pending,
      partitions: this.owned.map((partition) => ({
        partition: partition.number,
        epoch: partition.hold.epoch,
        position: partition.state.position,
        tick: partition.state.tick,
        live: isLive(partition, clock),
        checkpointAgeMs: Math.round(now - partition.savedAt),
        repairMarks: partition.repairMarks,
        ...(partition.oldestMark === undefined ? {} : { oldestMark: partition.oldestMark }),
      })),
    };
  }

  /** Ends without a last flush: what is not handed over is applied again by the next owner. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#done;
  }

  /** Repeats until it succeeds; an operator sees the first failure and each tenth. */
  readonly persist = <Result>(what: string, attempt: () => Promise<Result>): Promise<Result> =>
    retryUntilDone(this.#options.clock, attempt, this.#stopping.signal, (error, attempts) => {
      this.#metrics.retries.inc({ what });
      if (attempts % 10 === 1)
        this.#options.logger.warn({ err: error, what, attempts }, 'a flush is repeated');
    });

  #flushDue(): void {
    const metrics = this.#metrics;
    metrics.outcomes(this.#actor.outcomes, this.#actor.verdictCounts);
    this.#flushes.flushDue();
    const { owned } = this;
    const now = this.#options.clock.monotonic();
    const most = (of: (partition: OwnedPartition) => number) => Math.max(0, ...owned.map(of));
    metrics.partitionsOwned.set(owned.length);
    metrics.lagMessages.set(this.#reader.pending);
    metrics.flushLagMessages.set(most(({ state, flushed }) => state.position - flushed));
    metrics.checkpointAge.set(most(({ savedAt }) => now - savedAt) / 1_000);
    metrics.repairMarks.set(owned.reduce((sum, partition) => sum + partition.repairMarks, 0));
  }

  async #restoreTurn(): Promise<void> {
    while (this.#restoring >= RESTORES_AT_ONCE) {
      await new Promise<void>((resolve) => this.#restoreQueue.push(resolve));
    }
    this.#restoring++;
  }

  #forget(partition: OwnedPartition): void {
    if (this.#owned.get(partition.number) !== partition) return;
    this.#owned.delete(partition.number);
    this.#reader.forget(partition);
    this.#metrics.partitionEpoch.remove({ partition: partition.number });
  }

  #fenced(partition: OwnedPartition): void {
    if (this.#owned.get(partition.number) !== partition) return;
    this.#forget(partition);
    this.#metrics.partitionsLost.inc();
    this.#options.fenced(partition.number);
  }

  #fail(error: unknown): void {
    if (this.#stopping.signal.aborted) return;
    this.#options.logger.fatal({ err: error }, 'the worker cannot go on');
    this.#stopping.abort();
    this.#options.failed(error);
  }

  /** Runs again and again, one run at a time, until the worker stops. */
  async #every(periodMs: number, work: () => Promise<void> | void): Promise<void> {
    const { clock, logger } = this.#options;
    const { signal } = this.#stopping;
    for (;;) {
      await clock.sleep(periodMs, signal);
      if (signal.aborted) return;
      try {
        await work();
      } catch (error) {
        if (error instanceof WorkerStopped) return;
        logger.warn({ err: error }, 'part of the work failed and is repeated');
      }
    }
  }
}
