import { parseArgs } from 'node:util';
import { DEMO_TENANT } from '@citywatt/reading-stream/identity';
import { RebuildUsageError } from './rebuild-errors.ts';

export interface RebuildArguments {
  readonly tenant: string;
  readonly city: string;
  /** Days of the city's time zone or moments, as they were written. */
  readonly from: string;
  readonly to: string;
  readonly district?: string;
}

export const REBUILD_USAGE = `npm run rebuild -- <city> <from>..<to> [options]
  <from>..<to>     days of the city (2026-03-01..2026-03-08) or moments (2026-03-01T10:00:00Z..); up to, without <to>
  --district D     this district only
  --tenant T       whose city it is; "${DEMO_TENANT}" when absent`;

/** @throws {RebuildUsageError} that says what to write instead. */
export function readArguments(words: readonly string[]): RebuildArguments {
  const { values, positionals } = parsed(words);
  const [city, range, ...more] = positionals;
  const [from, to, ...parts] = range?.split('..') ?? [];
  if (!city || !from || !to || parts.length > 0 || more.length > 0) {
    throw new RebuildUsageError(`name a city and a range\n${REBUILD_USAGE}`);
  }
  const { tenant = DEMO_TENANT, district } = values;
  return { tenant, city, from, to, ...(district === undefined ? {} : { district }) };
}

function parsed(words: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({ args: [...words], allowPositionals: true, options: { district: text, tenant: text } });
  } catch (error) {
    throw new RebuildUsageError(`${(error as Error).message}\n${REBUILD_USAGE}`);
  }
}
