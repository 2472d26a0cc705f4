export type UnavailableCode =
  | 'stream-away'
  | 'stream-missing'
  | 'stream-full'
  | 'stream-refused'
  | 'stream-unanswered'
  | 'no-tick'
  | 'directory-loading'
  | 'keys-loading'
  | 'registry-away'
  | 'rejected-away'
  | 'busy'
  | 'stopping';

/** The door cannot take readings now: answered as 503. */
export class UnavailableError extends Error {
  readonly code: UnavailableCode;
  readonly retryAfterSeconds: number;
  constructor(code: UnavailableCode, message: string, retryAfterSeconds = 2, cause?: unknown) {
    super(message, { cause });
    this.name = 'UnavailableError';
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
