import type { ActorContext } from '../actor/outbox.ts';
import type { CheckpointHold } from '../checkpoint/checkpoint-store.ts';
import { oldestOf } from '../state/marks.ts';
import type { PartitionState } from '../state/partition-state.ts';

/** A lease as the worker sees it. Once it does not hold it never holds again. */
export interface PartitionLease {
  readonly partition: number;
  /** Aborted when the lease has ended. */
  readonly signal: AbortSignal;
  holds(): boolean;
}

export interface OwnedPartitionOptions {
  readonly lease: PartitionLease;
  readonly hold: CheckpointHold;
  readonly state: PartitionState;
  /** Sequence of the checkpoint that the state was restored from; 0 without one. */
  readonly checkpointed: number;
  readonly context: ActorContext;
  /** Of the monotonic clock. */
  readonly now: number;
}

/** A partition while this worker owns it: taken over again it is another. */
export class OwnedPartition {
  readonly number: number;
  readonly lease: PartitionLease;
  readonly hold: CheckpointHold;
  readonly state: PartitionState;
  readonly context: ActorContext;
  /** Sequences of the last two checkpoints: what lies behind the older one is not needed any more. */
  checkpointed: readonly [older: number, last: number];
  /** Monotonic time of the last checkpoint, or of the restore. */
  savedAt: number;
  /** Ends when the last write of a checkpoint that was asked for has ended: one write at a time. */
  saving: Promise<unknown> = Promise.resolve();
  /** Sequences up to which everything of one kind is in the stores. */
  rawFlushed: number;
  windowsFlushed: number;

  constructor({ lease, hold, state, checkpointed, context, now }: OwnedPartitionOptions) {
    this.number = state.partition;
    this.lease = lease;
    this.hold = hold;
    this.state = state;
    this.context = context;
    this.checkpointed = [checkpointed, checkpointed];
    this.savedAt = now;
    this.rawFlushed = state.position;
    this.windowsFlushed = state.position;
  }

  /** Everything up to here is in the stores. */
  get flushed(): number {
    return Math.min(this.rawFlushed, this.windowsFlushed);
  }

  /** Hours and days that wait for the repair path. */
  get repairMarks(): number {
    let marks = 0;
    for (const district of this.state.districts.values()) marks += district.marks.size;
    return marks;
  }
  /** Lowest sequence of a message that asked for one of these. */
  get oldestMark(): number | undefined {
    let oldest = Number.POSITIVE_INFINITY;
    for (const { marks } of this.state.districts.values()) oldest = Math.min(oldest, oldestOf(marks));
    return Number.isFinite(oldest) ? oldest : undefined;
  }
}
