import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where this program lies on a PATH, or undefined. */
export function onPath(program: string, searchPath: string): string | undefined {
  return searchPath
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, program))
    .find(isExecutable);
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
