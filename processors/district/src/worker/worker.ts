import type { EventPublisher } from '@citywatt/domain-events/publish';
import type { LivePublisher } from '@citywatt/live-feed/publish';
import { parseReadingSubject } from '@citywatt/reading-stream/subjects';
import type { Logger } from '@citywatt/service-runtime/logger';
import { captureWindows } from '../actor/capture.ts';
import type { ActorContext, Outbox } from '../actor/outbox.ts';
import { PartitionActor } from '../actor/partition-actor.ts';
import { FencedError } from '../checkpoint/checkpoint-store.ts';
import type { Clock, MessageSink, ReadingStream, RowStore, StreamMessage } from '../ports.ts';
import { CollectedOutput } from './collected-output.ts';
import { flushOutput } from './flush.ts';
import { FlushTrack } from './flush-track.ts';
import { insertRows } from './insert-rows.ts';
import { forgetLive, publishLive } from './live-publication.ts';
import { workerMetrics } from './metrics.ts';
import { RawRows } from './raw-rows.ts';
import type { OwnedPartition } from './restore.ts';
import { retryUntilDone, WorkerStopped } from './retry.ts';
import { checkpointRounds } from './save-partitions.ts';

export interface WorkerOptions {
  readonly clock: Clock;
  readonly readings: ReadingStream;
  readonly sink: MessageSink;
  readonly rows: RowStore;
  readonly events: EventPublisher;
  readonly live: LivePublisher;
  readonly generation: number;
  readonly owned: readonly OwnedPartition[];
  readonly longestGapMs: number;
  readonly logger: Logger;
}

const ROLLUPS_EVERY_MS = 1_000;
const RAW_EVERY_MS = 5_000;
const LIVE_EVERY_MS = 250;
const ROLLUP_ROWS = 200_000;
/** More flushes than this under way, and the worker stops reading: what is read and not flushed is memory. */
const FLUSHES_IN_FLIGHT = 4;
/** Timers and sockets get their turn after so long: messages that are there already come without a pause. */
const TURN_MS = 20;
const RECONNECT_MS = 500;
/** A tick younger than this has been applied: the worker is at the live edge. */
const LIVE_EDGE_MS = 3_000;

/**
 * Owns partitions: applies their messages in the order of the stream, flushes what follows from them, and only then
 * checkpoints and purges. One thread: readings are applied faster than anything else here can take them.
 */
export class Worker {
  readonly owned: readonly OwnedPartition[];
  /** Goes out with the next flush; for the repair path too. */
  readonly outbox: Outbox;
  readonly #options: WorkerOptions;
  readonly #metrics = workerMetrics();
  readonly #actor: PartitionActor;
  readonly #raw = new RawRows(() => this.#flushRaw());
  readonly #contexts: readonly ActorContext[];
  readonly #rawTrack: FlushTrack;
  readonly #rollupTrack: FlushTrack;
  readonly #stopping = new AbortController();
  /** Resolves with whether checkpoints were due and are written. */
  readonly #saveRound: () => Promise<boolean>;
  #savedAt: number;
  #output = new CollectedOutput();
  #position: number;
  #tick = 0;
  #rawFlushedAt = 0;
  #roomWanted: (() => void) | undefined;
  #messages: { stop(): void } | undefined;
  #done: Promise<unknown> = Promise.resolve();
  #failed: Error | undefined;

  constructor(options: WorkerOptions, from: number) {
    this.#options = options;
    this.owned = options.owned;
    this.#actor = new PartitionActor(this.#raw);
    this.#position = from;
    this.#savedAt = options.clock.now();
    this.#rawTrack = new FlushTrack(from);
    this.#rollupTrack = new FlushTrack(from);
    this.outbox = outboxOf(() => this.#output);
    this.#saveRound = checkpointRounds({
      owned: options.owned,
      position: () => this.#position,
      flushed: () => this.flushed,
      cut: () => {
        this.#flushRollups();
        this.#flushRaw();
      },
      generation: options.generation,
      clock: options.clock,
      readings: options.readings,
      signal: this.#stopping.signal,
    });
    this.#contexts = options.owned.map(({ state }) => ({
      partition: state.partition,
      generation: options.generation,
      outbox: this.outbox,
      sequence: state.position,
      tick: state.tick,
      longestGapMs: options.longestGapMs,
    }));
  }

  get position(): number {
    return this.#position;
  }

  /** Everything up to here is in the stores. */
  get flushed(): number {
    return Math.min(this.#rawTrack.flushed, this.#rollupTrack.flushed);
  }

  get atLiveEdge(): boolean {
    return this.#options.clock.now() - this.#tick < LIVE_EDGE_MS;
  }

  /** Why it ended by itself: another owner took over. */
  get failure(): Error | undefined {
    return this.#failed;
  }

  get signal(): AbortSignal {
    return this.#stopping.signal;
  }

  run(): void {
    this.#done = Promise.allSettled([
      this.#consumeForEver(),
      this.#every(ROLLUPS_EVERY_MS, () => this.#flushDue()),
      this.#every(LIVE_EVERY_MS, () => this.#publishLive()),
      this.#every(ROLLUPS_EVERY_MS, () => this.#save()),
    ]);
  }

  /** Ends without a last flush: everything that is not acknowledged is applied again by the next owner. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#messages?.stop();
    this.#roomWanted?.();
    await this.#done;
  }

  /** Repeats until it succeeds; an operator sees the first failure and each tenth. */
  readonly persist = <Result>(what: string, attempt: () => Promise<Result>): Promise<Result> =>
    retryUntilDone(this.#options.clock, attempt, this.#stopping.signal, (error, attempts) => {
      this.#metrics.retries.inc({ what });
      if (attempts % 10 === 1)
        this.#options.logger.warn({ err: error, what, attempts }, 'a flush is repeated');
    });

  async #consumeForEver(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      try {
        await this.#consume();
      } catch (error) {
        if (error instanceof WorkerStopped) return;
        this.#options.logger.warn({ err: error }, 'the stream is read anew from where the worker is');
      }
      await this.#pause(RECONNECT_MS);
    }
  }

  async #consume(): Promise<void> {
    const { clock, readings } = this.#options;
    const messages = await readings.open(this.#position + 1);
    this.#messages = messages;
    if (this.#stopping.signal.aborted) messages.stop();
    let turn = clock.monotonic();
    for await (const message of messages) {
      if (this.#stopping.signal.aborted) return;
      this.#apply(message);
      if (this.#output.rows >= ROLLUP_ROWS) this.#flushRollups();
      while (this.#flushesInFlight > FLUSHES_IN_FLIGHT) await this.#room();
      if (clock.monotonic() - turn > TURN_MS) {
        await clock.nextTurn();
        turn = clock.monotonic();
      }
    }
  }

  #apply({ subject: name, sequence: seq, data, pending }: StreamMessage): void {
    // A consumer that began anew may repeat.
    if (seq <= this.#position) return;
    const subject = parseReadingSubject(name);
    if (subject?.type === 'tick') this.#applyTick(seq, data);
    else if (subject) this.#applyTo(subject.partition, subject.type, seq, data);
    this.#position = seq;
    this.#metrics.lagMessages.set(pending);
  }

  #applyTick(seq: number, data: Uint8Array): void {
    for (const [index, { state }] of this.owned.entries()) {
      if (seq <= state.position) continue;
      const context = this.#contexts[index]!;
      context.sequence = seq;
      this.#actor.tick(context, state, data);
      this.#tick = Math.max(this.#tick, state.tick);
    }
  }

  #applyTo(partition: number, type: 'frames' | 'control' | 'city', seq: number, data: Uint8Array): void {
    const state = this.owned[partition]!.state;
    if (seq <= state.position) return;
    const context = this.#contexts[partition]!;
    context.sequence = seq;
    try {
      if (type === 'frames') this.#metrics.readings.inc(this.#actor.frame(context, state, data));
      else if (type === 'control') this.#actor.control(context, state, data);
      else this.#actor.cityInput(context, state, data);
    } catch (error) {
      // Decoders check a whole message before anything is applied: what cannot be read has changed nothing.
      this.#options.logger.error({ err: error, partition, sequence: seq, type }, 'a message cannot be read');
      context.outbox.deadletter(partition, {
        reason: error instanceof Error ? error.message : String(error),
        tenant: '',
        city: '',
        district: '',
        sequence: seq,
        detail: { type, base64: Buffer.from(data).toString('base64') },
      });
    }
    state.position = seq;
  }

  get #flushesInFlight(): number {
    return Math.max(this.#rawTrack.inFlight, this.#rollupTrack.inFlight);
  }

  async #room(): Promise<void> {
    if (this.#stopping.signal.aborted) throw new WorkerStopped('the worker stops');
    await new Promise<void>((resolve) => {
      this.#roomWanted = resolve;
    });
  }

  #flushDue(): void {
    this.#metrics.outcomes(this.#actor.outcomes);
    if (this.#rollupTrack.inFlight < FLUSHES_IN_FLIGHT) this.#flushRollups();
    const rawDue = this.#options.clock.monotonic() - this.#rawFlushedAt >= RAW_EVERY_MS;
    if (rawDue && this.#rawTrack.inFlight < FLUSHES_IN_FLIGHT) this.#flushRaw();
  }

  /** Between messages only: rows carry the version of the last message that is in them. */
  #flushRollups(): void {
    for (const [index, { state }] of this.owned.entries()) {
      if (state.empty) continue;
      const context = this.#contexts[index]!;
      // All of the partition's messages up to the worker's position are applied, also where the last was another's.
      state.position = Math.max(state.position, this.#position);
      context.sequence = state.position;
      for (const district of state.districts.values()) {
        if (district.windowsChanged) captureWindows(context, district);
      }
    }
    const output = this.#output;
    this.#output = new CollectedOutput();
    const acknowledged = this.#rollupTrack.begin(this.#position);
    const timer = this.#metrics.flushSeconds.startTimer({ what: 'rollups' });
    const targets = { ...this.#options, persist: this.persist };
    this.#track(
      (output.empty ? Promise.resolve() : flushOutput(targets, output)).then(() => {
        timer();
        acknowledged();
      }),
    );
  }

  #flushRaw(): void {
    this.#rawFlushedAt = this.#options.clock.monotonic();
    const { block, release } = this.#raw.take();
    const acknowledged = this.#rawTrack.begin(this.#position);
    const timer = this.#metrics.flushSeconds.startTimer({ what: 'raw' });
    const { rows, sink } = this.#options;
    const inserted = insertRows(
      { sink, persist: this.persist },
      {
        what: 'raw readings',
        count: block.rows,
        insert: (from, to) => rows.insertRaw(block, from, to),
        row: (index) => block.row(index),
      },
    );
    this.#track(
      inserted.then(() => {
        timer();
        acknowledged();
        release();
      }),
    );
  }

  #track(flush: Promise<void>): void {
    flush.then(
      () => this.#roomWanted?.(),
      (error) => {
        if (!(error instanceof WorkerStopped)) this.#fail(error);
      },
    );
  }

  async #publishLive(): Promise<void> {
    if (this.atLiveEdge) await publishLive(this.#options, this.owned);
    else forgetLive(this.owned);
  }

  async #save(): Promise<void> {
    this.#metrics.flushLagMessages.set(this.#position - this.flushed);
    this.#metrics.checkpointAge.set((this.#options.clock.now() - this.#savedAt) / 1_000);
    if (await this.#saveRound()) this.#savedAt = this.#options.clock.now();
  }

  /** Runs again and again, one run at a time, until the worker stops; a failure ends it only when it is final. */
  async #every(periodMs: number, work: () => Promise<void> | void): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      await this.#pause(periodMs);
      if (this.#stopping.signal.aborted) return;
      try {
        await work();
      } catch (error) {
        if (error instanceof WorkerStopped) return;
        if (error instanceof FencedError) return this.#fail(error);
        this.#options.logger.warn({ err: error }, 'part of the work failed and is repeated');
      }
    }
  }

  #fail(error: unknown): void {
    this.#failed ??= error instanceof Error ? error : new Error(String(error));
    this.#options.logger.fatal({ err: error }, 'the worker cannot go on');
    this.#stopping.abort();
    this.#messages?.stop();
    this.#roomWanted?.();
  }

  #pause(ms: number): Promise<void> {
    return this.#options.clock.sleep(ms, this.#stopping.signal);
  }
}

/** Hands on to whatever output is open when it is called. */
const outboxOf = (open: () => CollectedOutput): Outbox => ({
  districtRow: (...given) => open().districtRow(...given),
  sensorRow: (...given) => open().sensorRow(...given),
  event: (...given) => open().event(...given),
  late: (...given) => open().late(...given),
  deadletter: (...given) => open().deadletter(...given),
  cityWindow: (...given) => open().cityWindow(...given),
});
