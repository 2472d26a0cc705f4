/** A request that is refused as a whole, each cause a class of its own. */
export abstract class RequestError extends Error {
  abstract readonly code: string;
  abstract readonly status: 400 | 401 | 403 | 404 | 413 | 415 | 429;
}

/** The body as a whole cannot be read; the message says what is wrong and where. */
export class UnreadableBodyError extends RequestError {
  readonly code = 'unreadable';
  readonly status = 400;
}

export class BadQueryError extends RequestError {
  readonly code = 'bad-query';
  readonly status = 400;
}

export class KeyMissingError extends RequestError {
  readonly code = 'unauthenticated';
  readonly status = 401;
  constructor() {
    super('send a valid API key as "Authorization: Bearer cw_..."');
  }
}

export class ScopeMissingError extends RequestError {
  readonly code = 'forbidden';
  readonly status = 403;
  constructor() {
    super('this key does not have the scope "ingest"');
  }
}

export class NoSuchPathError extends RequestError {
  readonly code = 'not-found';
  readonly status = 404;
  constructor() {
    super('no such path here; GET /openapi.json describes this door');
  }
}

export class BodyTooLargeError extends RequestError {
  readonly code = 'too-large';
  readonly status = 413;
  constructor(limit: number, hint: string) {
    super(`the body is longer than ${limit} bytes; ${hint}`);
  }
}

export class UnsupportedMediaError extends RequestError {
  readonly code = 'unsupported-media';
  readonly status = 415;
}

export class TooManyRequestsError extends RequestError {
  readonly code = 'too-many-requests';
  readonly status = 429;
  constructor(limit: number) {
    super(`more than ${limit} requests a second from this address; put many readings into one request`);
  }
}

/** The client went away in mid-body: there is nobody to answer. */
export class ClientGoneError extends Error {
  readonly code = 'client-gone';
}
