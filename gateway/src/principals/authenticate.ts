import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { LOCAL_OPERATOR, type Principal } from '@citywatt/access-policy/principal';
import { OperationRefused } from '../operations/operation-refused.ts';

/** Which callers without a key are this machine's operator: `private` is for a container whose port is published on loopback. */
export type OperatorNetwork = 'loopback' | 'private';

/** Resolves to nothing for a key that is unknown, revoked or malformed. */
export type VerifyKey = (key: string) => Promise<Principal | undefined>;

export type Authenticate = (
  request: IncomingMessage,
  authorization: string | undefined,
) => Promise<Principal>;

export interface AuthenticateOptions {
  /** Absent: there is no key store (a gateway by itself), and the operator may explore. */
  readonly verifyKey: VerifyKey | undefined;
  readonly operatorNetwork: OperatorNetwork;
}

/** @throws {OperationRefused} from the result: `UNAUTHENTICATED`, 401. */
export function authenticator(options: AuthenticateOptions): Authenticate {
  const operator: Principal =
    options.verifyKey === undefined
      ? { ...LOCAL_OPERATOR, scopes: [...LOCAL_OPERATOR.scopes, 'explore'] }
      : LOCAL_OPERATOR;

  return async (request, authorization) => {
    if (authorization !== undefined && authorization !== '') {
      const key = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1];
      const principal = key === undefined ? undefined : await options.verifyKey?.(key);
      if (principal === undefined)
        throw new OperationRefused('UNAUTHENTICATED', 'The key is not valid.', 401);
      return principal;
    }
    if (isLocal(request, options.operatorNetwork)) return operator;
    throw new OperationRefused(
      'UNAUTHENTICATED',
      'A key is needed: Authorization: Bearer cw_<id>_<secret>.',
      401,
    );
  };
}

/**
 * The address alone is not enough: any page that a browser on this machine shows can reach loopback, by a name that
 * is rebound to it or by a socket, which knows no same-origin rule. So Host and Origin must be loopback names too.
 */
function isLocal(request: IncomingMessage, network: OperatorNetwork): boolean {
  const address = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const near = isLoopbackAddress(address) || (network === 'private' && isPrivateAddress(address));
  if (!near || !isLoopbackName(hostOf(`http://${request.headers.host ?? ''}`))) return false;
  const { origin } = request.headers;
  return origin === undefined || isLoopbackName(hostOf(origin));
}

export function hostOf(url: string): string {
  return URL.parse(url)?.hostname.replace(/^\[|\]$/g, '') ?? '';
}

export function isLoopbackName(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || isLoopbackAddress(host);
}

function isLoopbackAddress(address: string): boolean {
  return address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));
}

function isPrivateAddress(address: string): boolean {
  if (isIP(address) === 6) return /^f[cd]/i.test(address);
  return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address);
}
