import { readFile } from 'node:fs/promises';
import type { Logger } from '@citywatt/service-runtime/logger';

const LOOK_EVERY_MS = 1_000;

/**
 * Hands over the file's text each time it has changed from `text`. Looks by itself, since not every file system tells of
 * changes. What `onText` throws is said, and that text is not tried again. Returns what ends it.
 */
export function watchText(
  file: string,
  text: string,
  onText: (text: string) => Promise<void>,
  logger: Logger,
): () => void {
  let last = text;
  let looking = false;
  const look = async () => {
    if (looking) return;
    looking = true;
    try {
      const found = await readFile(file, 'utf8');
      if (found === last) return;
      last = found;
      await onText(found);
    } catch (error) {
      logger.error({ err: error, file }, 'the changed file cannot be used; what was before stays');
    } finally {
      looking = false;
    }
  };
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
