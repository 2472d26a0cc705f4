import { LineTooLongError } from './line-splitter.ts';
import { UnreadableBodyError } from './request-errors.ts';

/** Runs a splitter; a line without end makes the body unreadable. @throws {UnreadableBodyError} */
export function readLines(
  feed: (onLine: (text: string, line: number) => void) => void,
  onLine: (text: string, line: number) => void,
): void {
  try {
    feed(onLine);
  } catch (error) {
    if (error instanceof LineTooLongError) throw new UnreadableBodyError(error.message, { cause: error });
    throw error;
  }
}
