import type { RoomState } from './stream-room.ts';
import { UnavailableError } from './unavailable.ts';

export interface GateState {
  readonly stopping: boolean;
  readonly connected: boolean;
  readonly room: RoomState;
  readonly tickFresh: boolean;
  readonly directoryReady: boolean;
}

/** Why no reading can be taken now, the cause before its consequences; undefined when it can. */
export function closedBecause(state: GateState): UnavailableError | undefined {
  if (state.stopping)
    return new UnavailableError('stopping', 'this door is stopping; another or the next will take it', 5);
  if (!state.connected) return new UnavailableError('stream-away', 'the reading stream cannot be reached');
  if (state.room === 'missing')
    return new UnavailableError('stream-missing', 'the reading stream is not set up yet');
  if (state.room === 'full') {
    return new UnavailableError('stream-full', 'the reading stream is 90 % full: processors are behind', 5);
  }
  if (!state.tickFresh) return new UnavailableError('no-tick', 'no tick younger than 5 s is acknowledged');
  if (!state.directoryReady)
    return new UnavailableError('directory-loading', 'the sensor directory is being loaded', 1);
  return undefined;
}
