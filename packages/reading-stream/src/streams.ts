import {
  DiscardPolicy,
  JetStreamApiError,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
  type StreamInfo,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { PARTITION_COUNT } from './partition.ts';
import { FULL_SHARE } from './stream-full.ts';
import {
  DEADLETTER_STREAM,
  DEADLETTER_SUBJECTS,
  LATE_STREAM,
  LATE_SUBJECTS,
  READINGS_STREAM,
  READINGS_SUBJECTS,
  REJECTED_STREAM,
  REJECTED_SUBJECTS,
} from './subjects.ts';

const PROTOCOL_VERSION = 1;
const LEAST_SERVER = [2, 15] as const;
const MEBIBYTE = 1_048_576;
/** The server's error code; the client keeps the class of this error to itself. */
const STREAM_NOT_FOUND = 10_059;

/** Lists for people to read and replay; the oldest go first, so that they never fill the disk. */
const LIST_MAX_BYTES = 64 * MEBIBYTE;

export class ServerTooOldError extends Error {
  readonly code = 'NATS_SERVER_TOO_OLD';
  constructor(version: string) {
    super(`nats-server ${version} is too old: ${LEAST_SERVER.join('.')} or newer is needed`);
  }
}

export class PartitionCountError extends Error {
  readonly code = 'PARTITION_COUNT';
  constructor(found: string) {
    super(`${READINGS_STREAM} was made with ${found} partitions; this version works with ${PARTITION_COUNT}`);
  }
}

export class ProtocolVersionError extends Error {
  readonly code = 'READING_PROTOCOL';
  constructor(found: string) {
    super(`${READINGS_STREAM} speaks protocol ${found}; this version speaks ${PROTOCOL_VERSION}`);
  }
}

export class ReadingStreamMissingError extends Error {
  readonly code = 'READING_STREAM_MISSING';
  constructor() {
    super(`there is no stream ${READINGS_STREAM} yet: a processor makes it at its start`);
  }
}

export interface ReadingStreamSettings {
  /**
   * Room for what checkpoints have not passed; beyond 90 % doors refuse. A stream that holds more than that keeps the room
   * it has, as it must be able to drain: nothing is taken in any more by one that is full to the last byte, ticks neither.
   */
  readonly readingsMaxBytes: number;
  /** 1 + the greatest generation that ClickHouse holds; asked only when READINGS is made. */
  readonly generation: () => Promise<number>;
}

/**
 * Makes READINGS, LATE, DEADLETTER and REJECTED or brings their settings up to date; safe to call at every start and
 * by several at once.
 * @throws {ServerTooOldError | PartitionCountError | ProtocolVersionError}
 */
export async function ensureStreams(
  connection: NatsConnection,
  settings: ReadingStreamSettings,
): Promise<{ readonly generation: number; readonly readingsMaxBytes: number }> {
  requireServer(connection);
  const manager = await jetstreamManager(connection);
  const info = await ensure(manager.streams, {
    name: READINGS_STREAM,
    subjects: [...READINGS_SUBJECTS],
    discard: DiscardPolicy.New,
    max_bytes: settings.readingsMaxBytes,
    drains: true,
    metadata: async () => ({
      'citywatt.partitions': String(PARTITION_COUNT),
      'citywatt.generation': String(await settings.generation()),
      'citywatt.protocol': String(PROTOCOL_VERSION),
    }),
  });
  for (const [name, subject] of [
    [LATE_STREAM, LATE_SUBJECTS],
    [DEADLETTER_STREAM, DEADLETTER_SUBJECTS],
    [REJECTED_STREAM, REJECTED_SUBJECTS],
  ] as const) {
    await ensure(manager.streams, {
      name,
      subjects: [subject],
      discard: DiscardPolicy.Old,
      max_bytes: LIST_MAX_BYTES,
    });
  }
  return { generation: generationOf(info), readingsMaxBytes: info.config.max_bytes };
}

export function requireServer(connection: NatsConnection): void {
  const version = connection.info?.version ?? 'of unknown version';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (!(major > LEAST_SERVER[0] || (major === LEAST_SERVER[0] && minor >= LEAST_SERVER[1]))) {
    throw new ServerTooOldError(version);
  }
}

function generationOf(info: StreamInfo): number {
  const metadata = info.config.metadata ?? {};
  const partitions = metadata['citywatt.partitions'] ?? 'an unknown number of';
  if (partitions !== String(PARTITION_COUNT)) throw new PartitionCountError(partitions);
  const protocol = metadata['citywatt.protocol'] ?? 'of unknown version';
  if (protocol !== String(PROTOCOL_VERSION)) throw new ProtocolVersionError(protocol);
  return Number(metadata['citywatt.generation']);
}

type Streams = Awaited<ReturnType<typeof jetstreamManager>>['streams'];

interface Wanted extends Pick<StreamConfig, 'name' | 'subjects' | 'discard' | 'max_bytes'> {
  readonly metadata?: () => Promise<Record<string, string>>;
  /** Refuses what is new when it is full, so it gets no less room than it needs to drain. */
  readonly drains?: boolean;
}

async function existing(streams: Streams, name: string): Promise<StreamInfo | undefined> {
  try {
    return await streams.info(name);
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === STREAM_NOT_FOUND) return undefined;
    throw error;
  }
}

async function ensure(streams: Streams, wanted: Wanted): Promise<StreamInfo> {
  const found = await existing(streams, wanted.name);
  const { metadata, drains, ...settings } = wanted;
  if (!found) {
    try {
      return await streams.add({
        ...settings,
        storage: StorageType.File,
        retention: RetentionPolicy.Limits,
        allow_direct: true,
        metadata: (await metadata?.()) ?? {},
      });
    } catch (error) {
      const madeMeanwhile = error instanceof JetStreamApiError && (await existing(streams, wanted.name));
      if (madeMeanwhile) return madeMeanwhile;
      throw error;
    }
  }
  // Another partition count must be refused before anything of the stream is touched.
  if (metadata) generationOf(found);
  if (drains) settings.max_bytes = roomToDrain(found, wanted.max_bytes);
  if (isAsWanted(found, settings)) return found;
  try {
    return await streams.update(wanted.name, { ...found.config, ...settings });
  } catch (error) {
    // Of two that ask for more room at once the server may refuse one: it counts both.
    const now = error instanceof JetStreamApiError ? await existing(streams, wanted.name) : undefined;
    if (now && isAsWanted(now, settings)) return now;
    throw error;
  }
}

/** What is wanted, when the contents leave the last tenth of it free; else no less than there is, or than leaves it free. */
function roomToDrain({ config, state }: StreamInfo, wanted: number): number {
  if (state.bytes < wanted * FULL_SHARE) return wanted;
  const room = Math.max(wanted, config.max_bytes);
  return state.bytes < room ? room : Math.ceil(state.bytes / FULL_SHARE);
}

const isAsWanted = ({ config }: StreamInfo, wanted: Omit<Wanted, 'metadata' | 'drains'>): boolean =>
  config.max_bytes === wanted.max_bytes &&
  config.discard === wanted.discard &&
  config.subjects.join() === wanted.subjects.join();
