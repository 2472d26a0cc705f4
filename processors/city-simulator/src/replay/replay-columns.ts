import { ReplayColumnsError } from './replay-errors.ts';

export const REPLAY_FIELDS = [
  'district',
  'sensor',
  'register',
  'intervalStart',
  'intervalEnd',
  'eventTime',
  'energyKwh',
  'registerKwh',
  'powerKw',
  'quality',
] as const;
export type ReplayField = (typeof REPLAY_FIELDS)[number];
export type ColumnNames = Readonly<Partial<Record<ReplayField, string>>>;

/** Where each field stands in a row, and what kind of reading a row is. */
export interface ReplayColumns {
  readonly at: Readonly<Partial<Record<ReplayField, number>>>;
  readonly value: 'energyKwh' | 'registerKwh' | 'powerKw';
}

/** `eventTime=ts_utc,district=cp4` @throws {ReplayColumnsError} for a field that no reading has. */
export function parseColumnNames(text: string): ColumnNames {
  const names: Partial<Record<ReplayField, string>> = {};
  for (const pair of text.split(',')) {
    const [field = '', ...rest] = pair.split('=');
    const name = rest.join('=').trim();
    if (!isField(field.trim()) || name === '') {
      throw new ReplayColumnsError(
        `"${pair}" in --columns is not field=column, where field is one of ${REPLAY_FIELDS.join(', ')}`,
      );
    }
    names[field.trim() as ReplayField] = name;
  }
  return names;
}

/**
 * Finds the columns in the file's header: those that were named, others under the field's own name.
 * @param hasInterval whether the interval's length is known without `intervalEnd`.
 * @throws {ReplayColumnsError} that lists the header found.
 */
export function findColumns(
  header: readonly string[],
  names: ColumnNames,
  hasInterval: boolean,
): ReplayColumns {
  const found = `the file's header is: ${header.join(', ')}`;
  const at: Partial<Record<ReplayField, number>> = {};
  for (const field of REPLAY_FIELDS) {
    const wanted = names[field] ?? field;
    const index = header.indexOf(wanted);
    if (index >= 0) at[field] = index;
    else if (names[field] !== undefined) {
      throw new ReplayColumnsError(`there is no column "${wanted}" for ${field}; ${found}`);
    }
  }
  const missing = (what: string) =>
    new ReplayColumnsError(
      `there is no column for ${what}; ${found}; name it with --columns, as in --columns district=cp4`,
    );
  if (at.district === undefined) throw missing('district');
  const values = (['energyKwh', 'registerKwh', 'powerKw'] as const).filter(
    (field) => at[field] !== undefined,
  );
  const [value] = values;
  if (value === undefined || values.length > 1)
    throw missing('exactly one of energyKwh, registerKwh, powerKw');
  if (value !== 'energyKwh') {
    if (at.eventTime === undefined) throw missing('eventTime');
  } else if (at.intervalStart === undefined && at.eventTime === undefined) {
    throw missing('intervalStart (or eventTime, the interval’s start)');
  } else if (at.intervalEnd === undefined && !hasInterval) {
    throw new ReplayColumnsError(
      `there is no column for intervalEnd; ${found}; name it, or say --interval 1h if all are of one length`,
    );
  }
  return { at, value };
}

const isField = (word: string): word is ReplayField => REPLAY_FIELDS.includes(word as ReplayField);
