import { rejected } from './item.ts';
import { readLines } from './line-faults.ts';
import { LineSplitter } from './line-splitter.ts';
import { type ItemReader, isObject, type ReceivedItem } from './received-item.ts';
import { UnreadableBodyError } from './request-errors.ts';

/** One reading a line; a line that is no JSON object is a rejected item, the others are taken. */
export function createNdjsonReader(): ItemReader {
  const splitter = new LineSplitter();
  let index = 0;

  function itemOf(text: string, line: number): ReceivedItem {
    const place = { index: index++, line };
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      const reason = `not JSON: ${(error as Error).message}`;
      return { ...place, text, rejection: rejected('malformed', undefined, reason) };
    }
    if (isObject(value)) return { ...place, item: value };
    return {
      ...place,
      text,
      rejection: rejected('malformed', undefined, 'not an object; a reading is {...} on one line'),
    };
  }

  const read = (feed: (onLine: (text: string, line: number) => void) => void) => {
    const items: ReceivedItem[] = [];
    readLines(feed, (text, line) => {
      if (text.trim() !== '') items.push(itemOf(text, line));
    });
    return items;
  };

  return {
    push: (piece) => read((onLine) => splitter.push(piece, onLine)),
    end() {
      const items = read((onLine) => splitter.end(onLine));
      if (index === 0) throw new UnreadableBodyError('an empty body: there is no reading in it');
      return items;
    },
  };
}
