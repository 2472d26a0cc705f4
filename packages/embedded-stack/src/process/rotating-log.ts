import { closeSync, existsSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** A log file that never grows past `maxBytes`, with one older file (`<file>.1`) beside it. */
export interface RotatingLog {
  write(chunk: Uint8Array | string): void;
  close(): void;
}

/**
 * Writes are synchronous: what a process said last before it died is in the file. What cannot be written is lost: a full
 * disk must not end whoever keeps the log, a supervisor above all.
 */
export function openRotatingLog(file: string, maxBytes: number): RotatingLog {
  mkdirSync(dirname(file), { recursive: true });
  let descriptor = openSync(file, 'a');
  let bytes = fstatSync(descriptor).size;
  let open = true;

  function rotate() {
    if (existsSync(file)) renameSync(file, `${file}.1`);
    // Before the old one is closed: when there is no new one the old one goes on.
    const next = openSync(file, 'a');
    closeSync(descriptor);
    descriptor = next;
    bytes = 0;
  }

  return {
    write(chunk) {
      if (!open) return;
      const size = typeof chunk === 'string' ? Buffer.byteLength(chunk) : chunk.byteLength;
      try {
        if (bytes > 0 && bytes + size > maxBytes) rotate();
        bytes += typeof chunk === 'string' ? writeSync(descriptor, chunk) : writeSync(descriptor, chunk);
      } catch {}
    },
    close() {
      if (open) closeSync(descriptor);
      open = false;
    },
  };
}
