import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openRotatingLog } from './rotating-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'citywatt-log-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('begins another file when it is full, and keeps one older', () => {
  const file = join(folder, 'rotated.log');
  const log = openRotatingLog(file, 10);
  for (const line of ['first\n', 'second\n', 'third\n']) log.write(line);
  log.close();
  expect([readFileSync(file, 'utf8'), readFileSync(`${file}.1`, 'utf8')]).toEqual(['third\n', 'second\n']);
});

test.runIf(process.platform === 'linux')('a disk that takes nothing costs lines and no more', () => {
  // Every write to it fails as on a full disk.
  const log = openRotatingLog('/dev/full', 1_000);
  expect(() => log.write('lost\n')).not.toThrow();
  log.close();
});
