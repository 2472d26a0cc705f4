import type { ReplayColumns, ReplayField } from './replay-columns.ts';
import { ReplayRowError } from './replay-errors.ts';

/** One row of a file as a reading; values stay the text that the file says. */
export interface ReplayRow {
  readonly district: string;
  /** As the file writes it. */
  readonly districtName: string;
  /** Undefined: the district as a whole is one feed. */
  readonly sensor: string | undefined;
  readonly start: number;
  readonly end: number;
  readonly value: string;
  readonly register: string | undefined;
  readonly quality: string | undefined;
}

const EPOCH_SECONDS = /^\d{1,12}(\.\d+)?$/;
const INSTANT = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)$/;

/**
 * @param intervalMs length of all intervals when the file does not give their ends.
 * @param line for the error's message.
 * @throws {ReplayRowError}
 */
export function replayRow(
  fields: readonly string[],
  { at, value }: ReplayColumns,
  intervalMs: number | undefined,
  line: number,
): ReplayRow {
  const text = (field: ReplayField) => {
    const index = at[field];
    const found = index === undefined ? '' : (fields[index] ?? '').trim();
    return found === '' ? undefined : found;
  };
  const required = (field: ReplayField) => {
    const found = text(field);
    if (found === undefined) throw new ReplayRowError(`line ${line}: ${field} is empty`);
    return found;
  };
  const instant = (field: ReplayField) => {
    const found = required(field);
    const time = EPOCH_SECONDS.test(found)
      ? Math.round(Number(found) * 1_000)
      : INSTANT.test(found)
        ? Date.parse(found.replace(' ', 'T').replace(/\s+/, ''))
        : Number.NaN;
    if (Number.isNaN(time)) {
      throw new ReplayRowError(
        `line ${line}: ${field} "${found}" is not an instant; it must be ISO 8601 with Z or an offset, or epoch seconds`,
      );
    }
    return time;
  };
  const districtName = required('district');
  const start = instant(
    value === 'energyKwh' && at.intervalStart !== undefined ? 'intervalStart' : 'eventTime',
  );
  let end = start;
  if (value === 'energyKwh') {
    end = at.intervalEnd === undefined ? start + intervalMs! : instant('intervalEnd');
    if (end <= start) throw new ReplayRowError(`line ${line}: the interval ends before it begins`);
  }
  return {
    district: slugOf(districtName, line),
    districtName,
    sensor: text('sensor'),
    start,
    end,
    value: required(value),
    register: text('register'),
    quality: text('quality'),
  };
}

/** A district is named by a slug; "Bairro Alto" becomes `bairro-alto`. */
function slugOf(name: string, line: number): string {
  const slug = slugFrom(name);
  if (slug === '') throw new ReplayRowError(`line ${line}: no slug can be made of the district "${name}"`);
  return slug;
}

export const slugFrom = (name: string) =>
  name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40);
