/** A result that clients have had, and the position that it brought them to. */
export interface Kept {
  readonly cursor: string;
  readonly text: Buffer;
}

/** The last results of a run, for those who come while it is under way. */
export interface Tail {
  readonly length: number;
  /** The position after its results. */
  readonly end: string | undefined;
  add(result: Kept): void;
  /** Forgets its results; what is added next follows this position, if it is known. */
  restart(began: string | undefined): void;
  /** What follows a position; undefined when it is not known here. */
  after(cursor: string): readonly Kept[] | undefined;
}

const MOST_RESULTS = 64;
const MOST_BYTES = 256 * 1024;

/** `began` is the position before the first result. */
export function tailFrom(began: string | undefined): Tail {
  let results: Kept[] = [];
  let before = began;
  let bytes = 0;
  return {
    get length() {
      return results.length;
    },
    get end() {
      return results.at(-1)?.cursor ?? before;
    },
    add(result) {
      results.push(result);
      bytes += result.text.length;
      while (results.length > MOST_RESULTS || bytes > MOST_BYTES) {
        const oldest = results.shift()!;
        bytes -= oldest.text.length;
        before = oldest.cursor;
      }
    },
    restart(position) {
      results = [];
      before = position;
      bytes = 0;
    },
    after(cursor) {
      if (cursor === before) return [...results];
      const at = results.findIndex((result) => result.cursor === cursor);
      return at < 0 ? undefined : results.slice(at + 1);
    },
  };
}
