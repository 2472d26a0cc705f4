import { csvRow } from './csv-row.ts';
import { ITEM_FIELDS, type Item, rejected } from './item.ts';
import { readLines } from './line-faults.ts';
import { LineSplitter } from './line-splitter.ts';
import type { ItemReader, ReceivedItem } from './received-item.ts';
import { UnreadableBodyError } from './request-errors.ts';

/** The place of the simple form is flat in CSV. */
const PLACE_COLUMNS: ReadonlyMap<string, 'latitude' | 'longitude'> = new Map([
  ['latitude', 'latitude'],
  ['longitude', 'longitude'],
  ['geographic_coordinate.latitude', 'latitude'],
  ['geographic_coordinate.longitude', 'longitude'],
]);

export const CSV_COLUMNS: readonly string[] = [
  ...ITEM_FIELDS.filter((field) => field !== 'geographic_coordinate'),
  ...PLACE_COLUMNS.keys(),
];

/** A header of the fields' names, then one reading a line; an empty field counts as absent. */
export function createCsvReader(): ItemReader {
  const splitter = new LineSplitter();
  let header: readonly string[] | undefined;
  let index = 0;

  function itemOf(columns: readonly string[], text: string, line: number): ReceivedItem {
    const place = { index: index++, line };
    const fields = csvRow(text);
    if (fields?.length === columns.length) return { ...place, item: itemOfFields(columns, fields) };
    const reason = fields
      ? `${fields.length} fields under a header of ${columns.length}`
      : 'a quote is not closed, or stands within an unquoted field';
    return { ...place, text, rejection: rejected('malformed', undefined, reason) };
  }

  const read = (feed: (onLine: (text: string, line: number) => void) => void) => {
    const items: ReceivedItem[] = [];
    readLines(feed, (text, line) => {
      if (text.trim() === '') return;
      if (header) items.push(itemOf(header, text, line));
      else header = headerOf(text);
    });
    return items;
  };

  return {
    push: (piece) => read((onLine) => splitter.push(piece, onLine)),
    end() {
      const items = read((onLine) => splitter.end(onLine));
      if (index === 0) throw new UnreadableBodyError('there is no reading in it; send a header and rows');
      return items;
    },
  };
}

function headerOf(text: string): readonly string[] {
  const columns = csvRow(text)?.map((column) => column.trim());
  if (!columns) throw new UnreadableBodyError('the header (line 1) has a quote that is not closed');
  for (const [at, column] of columns.entries()) {
    if (!CSV_COLUMNS.includes(column)) {
      throw new UnreadableBodyError(
        `unknown column ${JSON.stringify(column.slice(0, 40))} in the header; known are ${CSV_COLUMNS.join(', ')}`,
      );
    }
    if (columns.indexOf(column) !== at) {
      throw new UnreadableBodyError(`column ${JSON.stringify(column)} stands twice in the header`);
    }
  }
  return columns;
}

function itemOfFields(columns: readonly string[], fields: readonly string[]): Item {
  const item: Record<string, unknown> = {};
  let place: { latitude?: string; longitude?: string } | undefined;
  for (let i = 0; i < columns.length; i++) {
    const value = fields[i]!;
    if (value === '') continue;
    const name = columns[i]!;
    const coordinate = PLACE_COLUMNS.get(name);
    if (coordinate) {
      place ??= {};
      place[coordinate] = value;
    } else item[name] = value;
  }
  if (place) item['geographic_coordinate'] = place;
  return item;
}
