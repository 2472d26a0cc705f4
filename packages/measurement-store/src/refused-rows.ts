import { ClickHouseError } from '@clickhouse/client';

/** Codes that say that a value cannot be taken, however often it is sent. */
const VALUE_REFUSED = new Set([
  '6', // CANNOT_PARSE_TEXT
  '38', // CANNOT_PARSE_DATE
  '41', // CANNOT_PARSE_DATETIME
  '69', // ARGUMENT_OUT_OF_BOUND
  '70', // CANNOT_CONVERT_TYPE
  '72', // CANNOT_PARSE_NUMBER
  '131', // TOO_LARGE_STRING_SIZE
  '321', // VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE
  '349', // CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN
  '407', // DECIMAL_OVERFLOW
  '469', // VIOLATED_CONSTRAINT
]);

/** More of a block than this is no row's fault: the insert fails, and whoever called repeats it and says so. */
const MOST_REFUSED = 100;

export interface RefusedRow {
  readonly row: number;
  readonly reason: string;
}

/**
 * Inserts rows [0, count) by `insert(from, to)`. When the store refuses a value, halves are tried until the rows at fault
 * are found; all others are in the store when this resolves with those. Any other error is thrown.
 */
export async function insertOrRefuse(
  count: number,
  insert: (from: number, to: number) => Promise<void>,
): Promise<readonly RefusedRow[]> {
  const refused: RefusedRow[] = [];
  const take = async (from: number, to: number): Promise<void> => {
    try {
      await insert(from, to);
    } catch (error) {
      if (!(error instanceof ClickHouseError && VALUE_REFUSED.has(error.code))) throw error;
      if (refused.length >= MOST_REFUSED) throw error;
      if (to - from === 1) {
        refused.push({ row: from, reason: error.message });
        return;
      }
      const middle = from + Math.floor((to - from) / 2);
      await take(from, middle);
      await take(middle, to);
    }
  };
  await take(0, count);
  return refused;
}
