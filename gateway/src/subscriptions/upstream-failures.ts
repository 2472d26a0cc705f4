/** The connection to the subgraph ended, or never came to be. */
export class UpstreamLost extends Error {
  override readonly name = 'UpstreamLost';
  readonly code = 'UPSTREAM_LOST';
  /** The subgraph had let the gateway in; it may be one of the operations that ended the connection. */
  readonly acknowledged: boolean;

  constructor(message: string, acknowledged: boolean, options: ErrorOptions) {
    super(message, options);
    this.acknowledged = acknowledged;
  }
}

/** What a subgraph says of a subscription that it does not serve. */
export type Refusals = readonly { readonly message: string; readonly extensions?: Record<string, unknown> }[];

/** The subgraph refused the subscription or ended it with errors. */
export class UpstreamRefused extends Error {
  override readonly name = 'UpstreamRefused';
  readonly code = 'UPSTREAM_REFUSED';
  readonly errors: Refusals;

  constructor(errors: Refusals) {
    super(errors.map((error) => error.message).join(' '));
    this.errors = errors;
  }
}
