import { rejected } from './item.ts';
import { type ItemReader, isObject, type ReceivedItem } from './received-item.ts';
import { UnreadableBodyError } from './request-errors.ts';

/** One object or an array of them. The document is gathered first: of one that is broken at its end nothing is taken. */
export function createJsonReader(): ItemReader {
  const pieces: Buffer[] = [];
  return {
    push(piece) {
      pieces.push(piece);
      return [];
    },
    end() {
      const document = parse(Buffer.concat(pieces));
      if (isObject(document)) return [{ index: 0, item: document }];
      if (!Array.isArray(document)) {
        throw new UnreadableBodyError(
          'neither a reading nor an array of readings; send {...} or [{...}, ...]',
        );
      }
      if (document.length === 0) throw new UnreadableBodyError('an empty array: there is no reading in it');
      return document.map((value: unknown, index): ReceivedItem => {
        if (isObject(value)) return { index, item: value };
        return {
          index,
          text: JSON.stringify(value),
          rejection: rejected('malformed', undefined, 'not an object; a reading is {...}'),
        };
      });
    },
  };
}

function parse(bytes: Buffer): unknown {
  if (bytes.length === 0) throw new UnreadableBodyError('an empty body');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new UnreadableBodyError('not UTF-8', { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UnreadableBodyError(`not JSON: ${(cause as Error).message}`, { cause });
  }
}
