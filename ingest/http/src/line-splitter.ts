import { StringDecoder } from 'node:string_decoder';

export class LineTooLongError extends Error {
  readonly code = 'LINE_TOO_LONG';
  readonly line: number;
  constructor(line: number, limit: number) {
    super(`line ${line} is longer than ${limit} bytes`);
    this.line = line;
  }
}

const LONGEST_LINE = 65_536;

/** Lines of a body that comes in pieces, numbered from 1; blank lines are left out, a byte order mark too. */
export class LineSplitter {
  #decoder = new StringDecoder('utf8');
  #rest = '';
  #line = 0;

  /** @throws {LineTooLongError} so that a body without line breaks cannot fill the memory. */
  push(chunk: Buffer, onLine: (text: string, line: number) => void): void {
    const text = this.#rest === '' ? this.#decoder.write(chunk) : this.#rest + this.#decoder.write(chunk);
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      this.#emit(text.slice(from, end), onLine);
      from = end + 1;
    }
    this.#rest = text.slice(from);
    if (this.#rest.length > LONGEST_LINE) throw new LineTooLongError(this.#line + 1, LONGEST_LINE);
  }

  end(onLine: (text: string, line: number) => void): void {
    const rest = this.#rest + this.#decoder.end();
    this.#rest = '';
    if (rest !== '') this.#emit(rest, onLine);
  }

  #emit(text: string, onLine: (text: string, line: number) => void) {
    this.#line++;
    let line = text.endsWith('\r') ? text.slice(0, -1) : text;
    if (this.#line === 1 && line.charCodeAt(0) === 0xfeff) line = line.slice(1);
    if (line !== '') onLine(line, this.#line);
  }
}
