import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromiumVariable, isCi, searchPath } from './environment.ts';

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** `CITYWATT_CHROMIUM`, else the first of PATH; undefined where there is none. */
export function chromiumPath(): string | undefined {
  if (chromiumVariable !== undefined) return chromiumVariable;
  return searchPath
    .split(delimiter)
    .flatMap((folder) => PROGRAMS.map((program) => join(folder, program)))
    .find((program) => existsSync(program));
}

/** The reason to skip what needs a browser, or undefined. In CI there is no skip: the test fails by itself. */
export function chromiumMissing(): string | undefined {
  if (isCi || chromiumPath() !== undefined) return undefined;
  return 'no Chromium: "apt-get install chromium", or name one in CITYWATT_CHROMIUM';
}
