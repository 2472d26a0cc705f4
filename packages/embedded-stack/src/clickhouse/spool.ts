import { randomUUID } from 'node:crypto';
import { createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/**
 * Rows on their way into the engine. They go through a file and never into the statement's text, where what follows a
 * blank line would run as SQL.
 */
export interface Spool {
  /** Writes the rows to a file of their own, hands it over if it holds any, and removes it. */
  use<Result>(rows: Readable, insert: (file: string) => Promise<Result>): Promise<Result | undefined>;
}

/** Empties the folder: what a killed process left there belongs to nobody. */
export function openSpool(folder: string): Spool {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    async use(rows, insert) {
      const file = join(folder, randomUUID());
      const target = createWriteStream(file, { mode: 0o600 });
      try {
        await pipeline(rows, target);
        return target.bytesWritten === 0 ? undefined : await insert(file);
      } finally {
        await rm(file, { force: true });
      }
    },
  };
}
