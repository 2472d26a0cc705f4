import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What the folder takes on the disk, in bytes; what vanishes while it is looked at counts nothing. */
export async function folderBytes(folder: string): Promise<number> {
  let entries: string[];
  try {
    entries = await readdir(folder, { recursive: true });
  } catch {
    return 0;
  }
  let bytes = 0;
  for (const entry of entries) {
    try {
      const { blocks } = await stat(join(folder, entry));
      bytes += blocks * 512;
    } catch {
      // A store replaced it meanwhile.
    }
  }
  return bytes;
}
