import { FULL_SHARE } from '@citywatt/reading-stream/stream-full';
import { READINGS_STREAM } from '@citywatt/reading-stream/subjects';
import { JetStreamApiError, type JetStreamManager } from '@nats-io/jetstream';

const POLL_MS = 1_000;
const STREAM_NOT_FOUND = 10_059;

export type RoomState = 'open' | 'full' | 'missing' | 'unknown';

export interface StreamRoom {
  readonly state: RoomState;
  /** A frame is sent: it counts until the stream is asked again, or what comes between two answers could fill the rest. */
  sends(bytes: number): void;
  /** Bytes held / bytes allowed. */
  readonly share: number;
  stop(): void;
}

/** Asks the stream each second how full it is. */
export async function watchStreamRoom(
  manager: JetStreamManager,
  onChange: (state: RoomState, share: number) => void,
): Promise<StreamRoom> {
  let state: RoomState = 'unknown';
  let share = 0;
  let maxBytes = 0;
  let sentSince = 0;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  async function ask(): Promise<RoomState> {
    const sentBefore = sentSince;
    try {
      const info = await manager.streams.info(READINGS_STREAM);
      sentSince -= sentBefore;
      maxBytes = info.config.max_bytes;
      share = maxBytes > 0 ? info.state.bytes / maxBytes : 0;
      return share >= FULL_SHARE ? 'full' : 'open';
    } catch (error) {
      return error instanceof JetStreamApiError && error.code === STREAM_NOT_FOUND ? 'missing' : 'unknown';
    }
  }

  async function poll() {
    const found = await ask();
    if (stopped) return;
    if (found !== state) {
      state = found;
      onChange(state, share);
    }
    timer = setTimeout(poll, POLL_MS);
  }
  await poll();

  return {
    get state() {
      const filled = maxBytes > 0 && share + sentSince / maxBytes >= FULL_SHARE;
      return state === 'open' && filled ? 'full' : state;
    },
    sends(bytes) {
      sentSince += bytes;
    },
    get share() {
      return share;
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
