import { FrameWriter } from '@citywatt/reading-stream/frame';
import type { SegmentKey } from '@citywatt/reading-stream/frame-layout';
import { createLoadMeter, lingerMs } from './linger.ts';

/** Readings that travel in one frame; `settled` tells every request that has some in it. */
export interface Batch {
  /** Resolves when the stream has the frame; rejects when it was refused or stayed unanswered. */
  readonly settled: Promise<void>;
}

export interface GroupCommit {
  /** Adds a reading to the frame of its partition that fills now. */
  add(partition: number, key: SegmentKey, sensorNumber: number, eventTime: number, value: number): Batch;
  /** Readings added and not settled yet. */
  readonly backlog: number;
  /** Resolves when a frame has settled. */
  progress(): Promise<void>;
  /** Sends what has been added and waits until all of it has settled. */
  drain(): Promise<void>;
}

interface FillingBatch extends Batch {
  readonly writer: FrameWriter;
  readonly since: number;
  resolve(): void;
  reject(error: unknown): void;
}

interface Lane {
  readonly partition: number;
  filling: FillingBatch | undefined;
  /** Full ones behind the frame in flight. */
  readonly full: FillingBatch[];
  inFlight: boolean;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Group commit: one frame in flight a partition, the next fills meanwhile. An fsync a message is what the stream costs,
 * so frames are shared by all requests, and the linger grows with load.
 * @param publish resolves when the stream has the frame; it alone decides on repeats, so that frames of a partition keep their order.
 * @param now monotonic milliseconds.
 */
export function createGroupCommit(
  publish: (partition: number, frame: Uint8Array) => Promise<void>,
  clock: { readonly now: () => number; readonly wallTime: () => number },
): GroupCommit {
  const lanes = new Map<number, Lane>();
  const load = createLoadMeter(clock.now);
  let backlog = 0;
  let moved = Promise.withResolvers<void>();

  function fillingOf(lane: Lane): FillingBatch {
    if (lane.filling && !lane.filling.writer.full) return lane.filling;
    if (lane.filling) lane.full.push(lane.filling);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    // A request that has failed for another reason no longer listens.
    promise.catch(() => {});
    lane.filling = { settled: promise, resolve, reject, writer: new FrameWriter(), since: clock.now() };
    return lane.filling;
  }

  /** Sends what is due, or sets the timer for it; called whenever something about the lane has changed. */
  function schedule(lane: Lane) {
    if (lane.inFlight) return;
    const full = lane.full.shift();
    if (full) return void send(lane, full);
    const { filling } = lane;
    if (!filling) return;
    const wait = filling.writer.full ? 0 : filling.since + lingerMs(load.framesPerSecond()) - clock.now();
    if (wait <= 0) {
      lane.filling = undefined;
      return void send(lane, filling);
    }
    lane.timer ??= setTimeout(() => {
      lane.timer = undefined;
      schedule(lane);
    }, Math.ceil(wait));
  }

  async function send(lane: Lane, batch: FillingBatch) {
    lane.inFlight = true;
    const { readings } = batch.writer;
    load.count();
    try {
      await publish(lane.partition, batch.writer.take(clock.wallTime()));
      batch.resolve();
    } catch (error) {
      batch.reject(error);
    }
    lane.inFlight = false;
    backlog -= readings;
    moved.resolve();
    moved = Promise.withResolvers();
    schedule(lane);
  }

  function laneOf(partition: number): Lane {
    const known = lanes.get(partition);
    if (known) return known;
    const lane: Lane = { partition, filling: undefined, full: [], inFlight: false, timer: undefined };
    lanes.set(partition, lane);
    return lane;
  }

  return {
    add(partition, key, sensorNumber, eventTime, value) {
      const lane = laneOf(partition);
      const batch = fillingOf(lane);
      batch.writer.add(key, sensorNumber, eventTime, value);
      backlog++;
      if (!lane.inFlight && (lane.timer === undefined || batch.writer.full)) schedule(lane);
      return batch;
    },
    get backlog() {
      return backlog;
    },
    progress: () => moved.promise,
    async drain() {
      while (backlog > 0) await moved.promise;
    },
  };
}
