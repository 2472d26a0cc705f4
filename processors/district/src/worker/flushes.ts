import type { EventPublisher } from '@citywatt/domain-events/publish';
import { captureWindows } from '../actor/capture.ts';
import type { Outbox } from '../actor/outbox.ts';
import type { Clock, MessageSink, RowStore } from '../ports.ts';
import { CollectedOutput } from './collected-output.ts';
import { flushOutput } from './flush.ts';
import { FlushTrack } from './flush-track.ts';
import { insertRows } from './insert-rows.ts';
import type { WorkerMetrics } from './metrics.ts';
import type { OwnedPartition } from './owned-partition.ts';
import { RawRows } from './raw-rows.ts';
import { type Persist, WorkerStopped } from './retry.ts';

export interface FlushesOptions {
  readonly clock: Clock;
  readonly sink: MessageSink;
  readonly rows: RowStore;
  readonly events: EventPublisher;
  readonly persist: Persist;
  readonly metrics: WorkerMetrics;
  readonly signal: AbortSignal;
  readonly owned: () => readonly OwnedPartition[];
  /** Moves every partition's position to the last message applied. */
  readonly settle: () => void;
  readonly failed: (error: unknown) => void;
}

const RAW_EVERY_MS = 5_000;
const ROLLUP_ROWS = 200_000;
/** More flushes than this under way, and the worker stops reading: what is read and not flushed is memory. */
const IN_FLIGHT = 4;

/** Takes what the actors gave out to the stores, of all partitions at once, several flushes at a time. */
export class Flushes {
  readonly raw = new RawRows(() => this.#flushRaw());
  /** Goes out with the next flush; for the repair path too. */
  readonly outbox: Outbox = outboxOf(() => this.#output);
  readonly #options: FlushesOptions;
  readonly #rawTrack = new FlushTrack();
  readonly #windowsTrack = new FlushTrack();
  #output = new CollectedOutput();
  #rawFlushedAt = 0;
  #roomWanted: (() => void) | undefined;

  constructor(options: FlushesOptions) {
    this.#options = options;
    options.signal.addEventListener('abort', () => this.#roomWanted?.());
  }

  /** Between messages: nothing, or resolves when so little is under way that more may be read. @throws {WorkerStopped} */
  room(): Promise<void> | undefined {
    if (this.#output.rows >= ROLLUP_ROWS) this.#flushWindows();
    return this.#crowded ? this.#untilRoom() : undefined;
  }

  get #crowded(): boolean {
    return Math.max(this.#rawTrack.inFlight, this.#windowsTrack.inFlight) > IN_FLIGHT;
  }

  async #untilRoom(): Promise<void> {
    while (this.#crowded) {
      if (this.#options.signal.aborted) throw new WorkerStopped('the worker stops');
      await new Promise<void>((resolve) => {
        this.#roomWanted = resolve;
      });
    }
  }

  /** To be called once a second. */
  flushDue(): void {
    if (this.#windowsTrack.inFlight < IN_FLIGHT) this.#flushWindows();
    const rawDue = this.#options.clock.monotonic() - this.#rawFlushedAt >= RAW_EVERY_MS;
    if (rawDue && this.#rawTrack.inFlight < IN_FLIGHT) this.#flushRaw();
  }

  /** Begins a flush of everything that is applied and not flushed; a partition's `flushed` tells when it has ended. */
  cut(): void {
    this.#flushWindows();
    this.#flushRaw();
  }

  /** Between messages only: rows carry the version of the last message that is in them. */
  #flushWindows(): void {
    const { settle, owned, metrics } = this.#options;
    settle();
    const marks = owned().map((partition) => ({ partition, position: partition.state.position }));
    for (const { partition } of marks) {
      const { state, context } = partition;
      if (!partition.lease.holds()) continue;
      context.sequence = state.position;
      for (const district of state.districts.values()) {
        if (district.windowsChanged) captureWindows(context, district);
      }
    }
    const output = this.#output;
    this.#output = new CollectedOutput();
    const acknowledged = this.#windowsTrack.begin(() => {
      for (const { partition, position } of marks) partition.windowsFlushed = position;
    });
    const timer = metrics.flushSeconds.startTimer({ what: 'rollups' });
    this.#follow(
      (output.empty ? Promise.resolve() : flushOutput(this.#options, output)).then(() => {
        timer();
        acknowledged();
      }),
    );
  }

  /** Also within a message, when a block is full: its rows so far are more than the positions say. */
  #flushRaw(): void {
    const { clock, owned, metrics, rows, sink, persist } = this.#options;
    this.#rawFlushedAt = clock.monotonic();
    const marks = owned().map((partition) => ({ partition, position: partition.state.position }));
    const { block, release } = this.raw.take();
    const acknowledged = this.#rawTrack.begin(() => {
      for (const { partition, position } of marks) partition.rawFlushed = position;
    });
    const timer = metrics.flushSeconds.startTimer({ what: 'raw' });
    const inserted = insertRows(
      { sink, persist },
      {
        what: 'raw readings',
        count: block.rows,
        insert: (from, to) => rows.insertRaw(block, from, to),
        row: (index) => block.row(index),
      },
    );
    this.#follow(
      inserted.then(() => {
        timer();
        acknowledged();
        release();
      }),
    );
  }

  #follow(flush: Promise<void>): void {
    flush.then(
      () => this.#roomWanted?.(),
      (error) => {
        if (!(error instanceof WorkerStopped)) this.#options.failed(error);
      },
    );
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
