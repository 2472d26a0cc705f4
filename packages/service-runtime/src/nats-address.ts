/** How the NATS client wants it: it does not read user and password from a URL. */
export interface NatsAddress {
  readonly servers: string;
  readonly user?: string;
  readonly pass?: string;
}

/** Of `nats://user:password@host:port`; to be spread into the options of `connect`. */
export function natsAddress(url: string): NatsAddress {
  const { host, username, password } = new URL(url);
  if (username === '') return { servers: host };
  return { servers: host, user: decodeURIComponent(username), pass: decodeURIComponent(password) };
}
