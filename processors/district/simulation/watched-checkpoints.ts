import {
  framesSubject,
  parseReadingSubject,
  partitionSubjects,
  TICK_SUBJECT,
} from '@citywatt/reading-stream/subjects';
import type { SimulatedBucket } from './simulated-bucket.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { SimulatedStream } from './simulated-stream.ts';
import type { StoredReadings } from './stored-readings.ts';
import type { World } from './world.ts';

interface Pointer {
  readonly epoch: number;
  readonly sequence: number;
  readonly stateVersion: number;
}

interface Watched {
  readonly world: World;
  readonly stream: SimulatedStream;
  readonly pointers: SimulatedBucket;
  readonly readings: StoredReadings;
  readonly versionOf: (sequence: number) => bigint;
  /** Readings that a message must have brought into the raw table. */
  readonly readingsIn: (sequence: number) => number;
}

/** What must hold of checkpoints and of what is thrown away behind them. */
export function watchedCheckpoints(watched: Watched) {
  const { world } = watched;
  const ownerOf = new Map<string, SimulatedProcess>();
  const last = new Map<string, Pointer>();

  return {
    /** A pointer was accepted. */
    accepted(process: SimulatedProcess, key: string, value: string): void {
      const pointer = JSON.parse(value) as Pointer;
      const before = last.get(key);
      last.set(key, pointer);
      const name = `${key}/${pointer.epoch}`;
      const owner = ownerOf.get(name);
      if (owner && owner !== process) {
        world.violate(
          `partition ${key}: ${owner.name} and ${process.name} both wrote at epoch ${pointer.epoch}`,
        );
      }
      ownerOf.set(name, process);
      if (before && pointer.epoch < before.epoch) {
        world.violate(`partition ${key}: epoch ${pointer.epoch} was accepted after ${before.epoch}`);
      }
      if (before && pointer.stateVersion === before.stateVersion && pointer.sequence < before.sequence) {
        world.violate(
          `partition ${key}: the checkpoint went back from ${before.sequence} to ${pointer.sequence}`,
        );
      }
      const from = before && before.stateVersion === pointer.stateVersion ? before.sequence : 0;
      const frames = framesSubject(Number(key));
      for (const { sequence, subject } of watched.stream.log.slice(
        Math.max(from, 0),
        Math.max(pointer.sequence, 0),
      )) {
        if (subject !== frames) continue;
        const wanted = watched.readingsIn(sequence);
        const stored = watched.readings.arrivalsOf(watched.versionOf(sequence));
        if (stored !== wanted) {
          world.violate(
            `partition ${key}: the checkpoint at ${pointer.sequence} is newer than its rows: ${stored} of ${wanted} readings of ${sequence} are stored`,
          );
        }
      }
    },

    /** Messages are thrown away. */
    purged(filter: string, through: number): void {
      const partitions = new Set<number>();
      for (const { subject, sequence } of watched.stream.log) {
        const parsed = parseReadingSubject(subject);
        if (sequence <= through && parsed && 'partition' in parsed) partitions.add(parsed.partition);
      }
      for (const partition of partitions) {
        if (filter !== TICK_SUBJECT && filter !== partitionSubjects(partition)) continue;
        const value = watched.pointers.value(String(partition));
        const sequence = value === undefined ? 0 : Math.max(0, (JSON.parse(value) as Pointer).sequence);
        if (through <= sequence) continue;
        world.violate(
          `${filter} was purged through ${through}, and the checkpoint of ${partition} is at ${sequence}`,
        );
      }
    },
  };
}
