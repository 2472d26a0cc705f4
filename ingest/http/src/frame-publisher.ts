import { framesSubject } from '@citywatt/reading-stream/subjects';
import { JetStreamApiError, type JetStreamClient } from '@nats-io/jetstream';
import { type UnavailableCode, UnavailableError } from './unavailable.ts';

const ATTEMPT_MS = 2_000;
const GIVE_UP_MS = 6_000;
const PAUSE_MS = 100;

/** What a server that comes back mends by itself; meanwhile nothing is sent. */
const PASSING: ReadonlySet<UnavailableCode> = new Set(['stream-away', 'no-tick']);

/**
 * Sends a frame until it is answered, so that a short outage of the stream passes unseen; a repeat that the stream
 * already has is harmless, as readings are known by their identity. No message ids: a restarted door that counts from
 * 1 again would be told `duplicate` for new data.
 * @throws {UnavailableError} when the stream refuses the frame, the gate closes or nobody answers in time.
 */
export function createFramePublisher(
  stream: JetStreamClient,
  closed: () => UnavailableError | undefined,
  sends: (bytes: number) => void,
): (partition: number, frame: Uint8Array) => Promise<void> {
  return async (partition, frame) => {
    const deadline = performance.now() + GIVE_UP_MS;
    for (;;) {
      const reason = closed();
      const passing = reason && PASSING.has(reason.code);
      if (reason && (!passing || performance.now() > deadline)) throw reason;
      try {
        if (!reason) {
          sends(frame.byteLength);
          await stream.publish(framesSubject(partition), frame, { timeout: ATTEMPT_MS });
          return;
        }
      } catch (error) {
        if (error instanceof JetStreamApiError) {
          throw new UnavailableError(
            'stream-refused',
            `the reading stream refused a frame: ${error.message}`,
            5,
            error,
          );
        }
        if (performance.now() > deadline) {
          throw new UnavailableError('stream-unanswered', 'the reading stream did not answer', 2, error);
        }
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  };
}
