import { ReadingStreamMissingError } from '@citywatt/reading-stream/streams';
import { READINGS_STREAM } from '@citywatt/reading-stream/subjects';
import { JetStreamApiError, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';

/** The server's error code. */
const STREAM_NOT_FOUND = 10_059;

/**
 * When READINGS was made: what was published to a stream before it is not in it.
 * @throws {ReadingStreamMissingError}
 */
export async function readingsMade(connection: NatsConnection): Promise<string> {
  // The check would be a request more, each second.
  const manager = await jetstreamManager(connection, { checkAPI: false });
  try {
    return (await manager.streams.info(READINGS_STREAM)).created;
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === STREAM_NOT_FOUND)
      throw new ReadingStreamMissingError();
    throw error;
  }
}
