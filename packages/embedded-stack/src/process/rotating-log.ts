import { closeSync, existsSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** A log file that never grows past `maxBytes`, with one older file (`<file>.1`) beside it. */
export interface RotatingLog {
  write(chunk: Uint8Array | string): void;
  close(): void;
}

/** Writes are synchronous: what a process said last before it died is in the file. */
export function openRotatingLog(file: string, maxBytes: number): RotatingLog {
  mkdirSync(dirname(file), { recursive: true });
  let descriptor = openSync(file, 'a');
  let bytes = fstatSync(descriptor).size;
  let open = true;
  return {
    write(chunk) {
      if (!open) return;
      const size = typeof chunk === 'string' ? Buffer.byteLength(chunk) : chunk.byteLength;
      if (bytes > 0 && bytes + size > maxBytes) {
        closeSync(descriptor);
        if (existsSync(file)) renameSync(file, `${file}.1`);
        descriptor = openSync(file, 'a');
        bytes = 0;
      }
      bytes += typeof chunk === 'string' ? writeSync(descriptor, chunk) : writeSync(descriptor, chunk);
    },
    close() {
      if (open) closeSync(descriptor);
      open = false;
    },
  };
}
